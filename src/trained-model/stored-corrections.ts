import { z } from "zod";
import { ModelFileError } from "../errors.ts";
import { type Matrix, zeros } from "../math/matrix.ts";
import type { SavedPart, Tensor } from "../model-file/model.ts";
import type { Example } from "../task/task.ts";
import { type Corrections, isOpen } from "./corrections.ts";
import type { KnownVectors } from "./known-vectors.ts";

const text = z.string();
/** With several labels per text, `label` is "" if there are none. */
const labels = z.array(text.min(1));
const hasLabel = (each: { readonly label: string; readonly labels?: readonly string[] | undefined }) =>
  each.label !== "" || each.labels?.length === 0;

const correctionsSchema = z.strictObject({
  history: z.array(
    z
      .strictObject({
        number: z.int().positive(),
        date: z.iso.datetime(),
        text,
        before: text,
        label: text,
        labelsBefore: labels.optional(),
        labels: labels.optional(),
        newClass: z.literal(true).optional(),
        newClasses: labels.optional(),
        otherLabels: labels.optional(),
        trained: z.literal(true).optional(),
        wasExample: z.literal(true).optional(),
        newExamples: labels.optional(),
        undone: z.iso.datetime().optional(),
      })
      .refine(hasLabel),
  ),
  pinned: z.array(z.strictObject({ text, label: text, labels: labels.optional() }).refine(hasLabel)),
});

const vectorsSchema = z.strictObject({ start: z.int().nonnegative(), fingerprint: z.string().min(1) });

/** Corrections as named numbers and JSON. */
export function storeCorrections({ history, pinned, vectors, scores }: Corrections): SavedPart {
  const tensor = ({ rows, columns, data }: Matrix): Tensor => ({
    dtype: "F32",
    shape: [rows, columns],
    data,
  });
  const tensors = new Map([
    ["scores", tensor(scores)],
    ["vectors", tensor(vectors)],
  ]);
  return { config: JSON.parse(JSON.stringify({ history, pinned })), tensors };
}

/** The inverse of storeCorrections. @throws ModelFileError if the numbers do not fit together */
export function restoreCorrections(
  { config, tensors }: SavedPart,
  { dimensions, classes }: { readonly dimensions: number; readonly classes: number },
  path: string,
): Corrections {
  const parsed = correctionsSchema.safeParse(config);
  if (!parsed.success || parsed.data.history.some(({ number }, i) => number !== i + 1))
    throw new ModelFileError(path, "The corrections are not those that pilesort writes.");
  const { history, pinned } = parsed.data;
  const open = history.filter(isOpen).length;
  const take = (name: string, columns: number): Matrix => {
    const tensor = tensors.get(name);
    if (tensor?.dtype !== "F32" || tensor.shape.join() !== `${open},${columns}`)
      throw new ModelFileError(
        path,
        `The numbers ${name} of the corrections are missing or not of the shape [${open}, ${columns}].`,
      );
    return { ...zeros(0, columns), rows: open, data: tensor.data };
  };
  return { history, pinned, vectors: take("vectors", dimensions), scores: take("scores", classes) };
}

/** Vectors of examples as named numbers and JSON. */
export function storeVectors({ start, fingerprint, examples, halves }: KnownVectors): SavedPart {
  const shape = [examples.length, halves.length / examples.length];
  return {
    config: { start, fingerprint },
    tensors: new Map([["examples", { dtype: "F16", shape, data: halves } satisfies Tensor]]),
  };
}

/** The inverse of storeVectors. @throws ModelFileError if there are other numbers than examples */
export function restoreVectors(
  { config, tensors }: SavedPart,
  all: readonly Example[],
  dimensions: number,
  path: string,
): KnownVectors {
  const parsed = vectorsSchema.safeParse(config);
  const tensor = tensors.get("examples");
  if (!parsed.success || tensor?.dtype !== "F16")
    throw new ModelFileError(path, "The vectors of the examples are not those that pilesort writes.");
  const { start, fingerprint } = parsed.data;
  const examples = all.slice(start, start + tensor.shape[0]);
  if (tensor.shape.join() !== `${examples.length},${dimensions}`)
    throw new ModelFileError(path, "There are vectors of other examples than those of the model.");
  return { start, fingerprint, examples, halves: tensor.data };
}
