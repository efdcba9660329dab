import { noneProbabilities } from "../../calibration/none.ts";
import type { Encoder } from "../../encoder/encoder.ts";
import { takeLabeled } from "../../head/labeled-vectors.ts";
import { scoreVectors } from "../../head/linear-head.ts";
import { projectPiles } from "../../head/pile-vectors.ts";
import { normalizeRows, project } from "../../head/projection.ts";
import { type Matrix, rowOf, takeRows } from "../../math/matrix.ts";
import type { Random } from "../../math/random.ts";
import { softmax } from "../../math/softmax.ts";
import type { Example } from "../../task/task.ts";
import { type FittedHead, fitHead } from "../../training/fit-head.ts";
import { foldNumbers } from "../../training/row-folds.ts";

/** Vectors of labeled reference texts and of snippets of the descriptions, as the encoder gives them. */
export interface ProbeInput {
  readonly classes: readonly string[];
  readonly snippets: readonly Pick<Example, "label">[];
  readonly snippetVectors: Matrix;
  readonly examples: readonly Pick<Example, "label">[];
  readonly vectors: Matrix;
  readonly background: Encoder["background"];
  readonly seed: number;
}

/** Small fits on parts of the reference, each of which answers the texts of the part that it has not seen. */
export interface Probes {
  /** The fold of each reference text. */
  readonly foldOf: Int32Array;
  readonly fits: readonly FittedHead[];
  /** Projects vectors of the encoder into the space of the fits. */
  readonly project: (vectors: Matrix) => Promise<Matrix>;
  readonly classes: readonly string[];
}

/** What fits without a text say about it: [texts]. */
export interface ProbeScores {
  readonly predicted: Int32Array;
  readonly probability: Float64Array;
  readonly none: Float64Array;
}

/** Number of fits. More leave more texts for each fit and take longer. */
const probeFolds = 4;

/** Deals texts of the stream out to the fits at random: [texts]. */
export function randomFolds(texts: number, random: Random): Int32Array {
  return Int32Array.from(random.shuffle(Array.from({ length: texts }, (_, i) => i % probeFolds)));
}

/** Fits the probes. Every reference text is held out of one of them. */
export async function fitProbes(input: ProbeInput): Promise<Probes> {
  const { classes, snippets, snippetVectors, examples, vectors, background, seed } = input;
  const numbers = new Map(classes.map((name, c) => [name, c]));
  const labelsOf = (some: readonly Pick<Example, "label">[]) =>
    Int32Array.from(some, ({ label }) => numbers.get(label)!);
  const piles = await projectPiles(
    { vectors: snippetVectors, labels: labelsOf(snippets) },
    { vectors, labels: labelsOf(examples) },
    classes.length,
    background,
  );
  const foldOf = foldNumbers(piles.rows.labels, classes.length, seed, probeFolds);
  const all = Int32Array.from(foldOf.keys());
  const fits: FittedHead[] = [];
  for (let fold = 0; fold < probeFolds; fold++) {
    const rows = takeLabeled(
      piles.rows,
      all.filter((i) => foldOf[i] !== fold),
    );
    const { pieces: found, prompts } = piles;
    fits.push(await fitHead({ classes, snippets: found, prompts, rows, priors: "observed", seed }));
  }
  const projection = { center: piles.center, whitener: background?.whitener };
  return { foldOf, fits, classes, project: async (given) => normalizeRows(await project(given, projection)) };
}

/**
 * Scores texts by the probes.
 * @param vectors of the texts, projected: [texts, dimensions]
 * @param foldOf the probe that answers each text. A text of the stream gets any one, so that it is answered as a reference text is
 */
export async function scoreByProbes(
  { fits, classes }: Probes,
  vectors: Matrix,
  foldOf: Int32Array,
): Promise<ProbeScores> {
  const predicted = new Int32Array(vectors.rows);
  const probability = new Float64Array(vectors.rows);
  const none = new Float64Array(vectors.rows);
  for (const [fold, fit] of fits.entries()) {
    const rows = Int32Array.from(foldOf.keys()).filter((i) => foldOf[i] === fold);
    if (rows.length === 0) continue;
    const some = takeRows(vectors, rows);
    const found = topOf(softmax(await scoreVectors(fit.head, some)), classes.length);
    const outside = await noneProbabilities(fit.none, some);
    for (const [place, i] of rows.entries()) {
      predicted[i] = found.predicted[place];
      probability[i] = found.probability[place];
      none[i] = outside[place];
    }
  }
  return { predicted, probability, none };
}

/** Returns the most probable class of each text and its probability, among the first `classes` columns. */
export function topOf(probabilities: Matrix, classes: number): Omit<ProbeScores, "none"> {
  const predicted = new Int32Array(probabilities.rows);
  const probability = new Float64Array(probabilities.rows);
  for (let i = 0; i < probabilities.rows; i++) {
    const row = rowOf(probabilities, i).subarray(0, classes);
    probability[i] = row.reduce((a, b) => Math.max(a, b));
    predicted[i] = row.indexOf(probability[i]);
  }
  return { predicted, probability };
}
