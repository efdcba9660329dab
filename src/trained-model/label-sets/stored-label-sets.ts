import { z } from "zod";
import { ModelFileError } from "../../errors.ts";
import type { Tensor } from "../../model-file/model.ts";
import type { LabelSetFit } from "./label-set-fit.ts";

const names = {
  directions: "labels.directions",
  shares: "labels.shares",
  none: "labels.none",
  sentenceDiscounts: "labels.sentenceDiscounts",
  thresholds: "labels.thresholds",
  label: "labels.heldOut.label",
  probability: "labels.heldOut.probability",
  isTrue: "labels.heldOut.isTrue",
} as const;

/** Report of a training with several labels per text, in model.json. */
export const labelSetReportSchema = z.strictObject({
  texts: z.int(),
  withoutLabels: z.int(),
  readsSentences: z.boolean(),
  heldOut: z.strictObject({ microF1: z.number(), macroF1: z.number() }).optional(),
});

/** Returns the numbers of a fit with several labels per text as tensors. */
export function storeLabelSets(fit: LabelSetFit): [string, Tensor][] {
  const { thresholds, evidence, sentenceDiscounts } = fit;
  const { directions, shares, none } = fit.competition;
  const shape = [shares.length];
  const pairs = [evidence?.label.length ?? 0];
  return [
    [names.directions, { dtype: "F32", shape: [directions.rows, directions.columns], data: directions.data }],
    [names.shares, { dtype: "F32", shape, data: shares }],
    [names.none, { dtype: "F32", shape: [1], data: Float32Array.of(none) }],
    ...(sentenceDiscounts
      ? ([[names.sentenceDiscounts, { dtype: "F32", shape, data: sentenceDiscounts }]] satisfies [
          string,
          Tensor,
        ][])
      : []),
    [names.thresholds, { dtype: "F32", shape, data: thresholds }],
    ...(evidence
      ? ([
          [names.label, { dtype: "I32", shape: pairs, data: evidence.label }],
          [names.probability, { dtype: "F32", shape: pairs, data: evidence.probability }],
          [names.isTrue, { dtype: "I32", shape: pairs, data: evidence.isTrue }],
        ] satisfies [string, Tensor][])
      : []),
  ];
}

/**
 * The inverse of storeLabelSets.
 * @returns undefined for a fit with one class per text
 * @throws ModelFileError if the numbers do not fit together
 */
export function restoreLabelSets(
  tensors: ReadonlyMap<string, Tensor>,
  labels: number,
  dimensions: number,
  path: string,
): LabelSetFit | undefined {
  if (!tensors.has(names.thresholds)) return undefined;
  const take = <Type extends Tensor["dtype"]>(name: string, dtype: Type, shape: readonly number[]) => {
    const tensor = tensors.get(name);
    if (tensor?.dtype !== dtype || tensor.shape.join() !== shape.join())
      throw new ModelFileError(
        path,
        `The tensor ${name} is missing, or does not have the shape [${shape.join(", ")}]; the model is damaged.`,
      );
    return tensor.data as Extract<Tensor, { dtype: Type }>["data"];
  };
  const fit = {
    competition: {
      directions: {
        rows: labels,
        columns: dimensions,
        data: take(names.directions, "F32", [labels, dimensions]),
      },
      shares: take(names.shares, "F32", [labels]),
      none: take(names.none, "F32", [1])[0],
    },
    ...(tensors.has(names.sentenceDiscounts) && {
      sentenceDiscounts: take(names.sentenceDiscounts, "F32", [labels]),
    }),
    thresholds: take(names.thresholds, "F32", [labels]),
  };
  const pairs = tensors.get(names.label)?.shape;
  if (pairs === undefined) return fit;
  const evidence = {
    label: take(names.label, "I32", pairs),
    probability: take(names.probability, "F32", pairs),
    isTrue: take(names.isTrue, "I32", pairs),
  };
  const isValid =
    evidence.label.every((c) => c >= 0 && c < labels) &&
    evidence.isTrue.every((value) => value === 0 || value === 1) &&
    evidence.probability.every(
      (value, k, all) => value >= 0 && value <= 1 && (k === 0 || value <= all[k - 1]),
    );
  if (isValid) return { ...fit, evidence };
  throw new ModelFileError(path, "The held-out labels of the fit do not fit together; the model is damaged.");
}
