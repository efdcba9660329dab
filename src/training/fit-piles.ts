import type { ProgressListener } from "../async/progress.ts";
import type { Encoder } from "../encoder/encoder.ts";
import { throwIfCancelled } from "../errors.ts";
import { classCounts, classMeans, type LabeledVectors } from "../head/labeled-vectors.ts";
import { normalizeRows, project } from "../head/projection.ts";
import { type Matrix, zeros } from "../math/matrix.ts";
import type { ClassDefinition, Example } from "../task/task.ts";
import type { Priors } from "./class-priors.ts";
import type { Fit } from "./fit.ts";
import { fitHead } from "./fit-head.ts";
import { trainingWarnings } from "./warnings.ts";

export interface PilesInput {
  readonly classes: readonly ClassDefinition[];
  /** Pieces of the prompts. */
  readonly pieces: readonly Example[];
  /** Generated and real examples. */
  readonly examples: readonly Example[];
  readonly encoder: Encoder;
  readonly priors: Priors;
  readonly seed: number;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/** Embeds the piles and fits head, calibration and none on them. Deterministic for the same input and seed. */
export async function fitPiles(input: PilesInput): Promise<Fit> {
  const { classes, pieces, examples, encoder, onProgress, signal } = input;
  const texts = [...pieces, ...examples].map(({ text }) => text);
  const vectors = await encoder.embed(texts, { onProgress, signal });
  throwIfCancelled(signal);
  onProgress?.({ stage: "fit", done: 0, total: 1, unit: "steps" });

  const pieceVectors = part(vectors, 0, pieces.length);
  const exampleVectors = part(vectors, pieces.length, texts.length);
  const { background } = encoder;
  const ownCenter = background ? undefined : meanRow(pieces.length > 0 ? pieceVectors : exampleVectors);
  const center = background?.textCenter ?? ownCenter!;
  const whitener = background?.whitener;
  const projected = {
    vectors: await project(pieceVectors, { center: background?.promptCenter ?? ownCenter!, whitener }),
    labels: labelsOf(pieces, classes),
  };
  const rows: LabeledVectors = {
    vectors: normalizeRows(await project(exampleVectors, { center, whitener })),
    labels: labelsOf(examples, classes),
  };
  const pieceMeans = classMeans(projected, classes.length);
  const prompts = {
    means: normalizeRows(pieceMeans.means),
    known: Array.from(pieceMeans.counts, (count) => count > 0),
  };
  const names = classes.map(({ name }) => name);
  const fitted = await fitHead({
    classes: names,
    pieces: projected,
    prompts,
    rows,
    priors: input.priors,
    seed: input.seed,
  });
  throwIfCancelled(signal);
  const counts = classCounts(rows.labels, classes.length);
  onProgress?.({ stage: "fit", done: 1, total: 1, unit: "steps" });
  return {
    classes: names,
    center,
    head: fitted.head,
    none: fitted.none,
    report: {
      classes: classes.length,
      pieces: pieces.length,
      generated: examples.filter(({ origin }) => origin === "generated").length,
      real: examples.filter(({ origin }) => origin === "real").length,
      calibratedOn:
        examples.length === 0 ? { basis: "rule" } : { basis: "held-out rows", rows: examples.length },
      ...(fitted.heldOutAccuracy !== undefined && { heldOutAccuracy: fitted.heldOutAccuracy }),
      warnings: await trainingWarnings(classes, prompts, counts),
    },
  };
}

function labelsOf(examples: readonly Example[], classes: readonly ClassDefinition[]): Int32Array {
  const numbers = new Map(classes.map(({ name }, c) => [name, c]));
  return Int32Array.from(examples, ({ label }) => numbers.get(label)!);
}

function part(matrix: Matrix, start: number, end: number): Matrix {
  const { columns, data } = matrix;
  return { rows: end - start, columns, data: data.subarray(start * columns, end * columns) };
}

function meanRow(matrix: Matrix): Float32Array {
  const mean = zeros(1, matrix.columns).data;
  for (let i = 0; i < matrix.data.length; i++) mean[i % matrix.columns] += matrix.data[i] / matrix.rows;
  return mean;
}
