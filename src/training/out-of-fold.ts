import type { ProgressListener } from "../async/progress.ts";
import { fitChannelWeights } from "../calibration/channel-weights.ts";
import { noneProbabilities } from "../calibration/none.ts";
import type { Encoder } from "../encoder/encoder.ts";
import { throwIfCancelled } from "../errors.ts";
import { takeLabeled } from "../head/labeled-vectors.ts";
import { scoreVectors } from "../head/linear-head.ts";
import { type PileVectors, projectPiles } from "../head/pile-vectors.ts";
import { classCounts } from "../math/class-counts.ts";
import { type Matrix, rowOf, rowRange, takeRows, zeros } from "../math/matrix.ts";
import { createRandom } from "../math/random.ts";
import { softmax } from "../math/softmax.ts";
import type { ClassDefinition, Example } from "../task/task.ts";
import { groupTexts, type TextGroups } from "../task/text-groups.ts";
import { fitHead } from "./fit-head.ts";
import { kernelOpinion } from "./kernel-opinion.ts";
import { mergeNearDuplicates } from "./merge-near-duplicates.ts";
import { foldNumbers } from "./row-folds.ts";

/** Labeled rows whose classes are to be predicted without them. */
export interface OutOfFoldInput {
  readonly classes: readonly ClassDefinition[];
  /** Snippets of the descriptions; may be empty. */
  readonly snippets: readonly Example[];
  readonly examples: readonly Example[];
  readonly encoder: Encoder;
  readonly seed: number;
  /** Number of folds. Default: 5. More leave more rows for each fit and take more time. */
  readonly folds?: number;
  /** Numbers of examples that no fit learns from. They are predicted, too. Default: none. */
  readonly leaveOut?: ReadonlySet<number>;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/** Predictions of rows by fits that have not seen them, in the order of the rows. */
export interface OutOfFold {
  /** [rows, classes]. */
  readonly probabilities: Matrix;
  /** Probability that each row is out of scope: [rows]. */
  readonly none: Float64Array;
  readonly groups: TextGroups;
  /** Share of the most similar texts that have each label: [rows, classes]. Absent if there are too many classes. */
  readonly neighborLabels?: Matrix;
}

/** Rows as vectors. */
export interface EmbeddedRows {
  readonly piles: PileVectors;
  readonly groups: TextGroups;
}

const usualFolds = 5;

/**
 * Predicts every row by a fit on the other folds. Equal and nearly equal texts are in one fold, so that no row is
 * predicted from a copy of itself. The descriptions are in every fit. The logits of the head and the scores of similar texts
 * are added with the factors that make them calibrated.
 * @throws CancelledError, RemoteError (remote encoders)
 * @internal Exported for tests and benches. An audit predicts twice.
 */
export async function predictOutOfFold(input: OutOfFoldInput): Promise<OutOfFold> {
  return predictEmbedded(input, await embedRows(input));
}

/** Embeds the rows and the snippets, and groups equal and nearly equal texts. */
export async function embedRows(input: OutOfFoldInput): Promise<EmbeddedRows> {
  const { classes, snippets, examples, encoder, onProgress, signal } = input;
  const texts = [...snippets, ...examples].map(({ text }) => text);
  const vectors = await encoder.embed(texts, { onProgress, signal });
  const piles = await projectPiles(
    { vectors: rowRange(vectors, 0, snippets.length), labels: labelsOf(snippets, classes) },
    { vectors: rowRange(vectors, snippets.length, texts.length), labels: labelsOf(examples, classes) },
    classes.length,
    encoder.background,
  );
  return { piles, groups: groupTexts(examples.map(({ text }) => text)) };
}

/** Predicts as predictOutOfFold does, with what embedRows returned. */
export async function predictEmbedded(
  input: OutOfFoldInput,
  { piles, groups }: EmbeddedRows,
): Promise<OutOfFold> {
  const { classes, examples, folds = usualFolds, seed, leaveOut = new Set(), onProgress, signal } = input;
  const foldOf = foldNumbers(piles.rows.labels, classes.length, seed, folds, groups.groups);
  const logits = zeros(examples.length, classes.length);
  const none = new Float64Array(examples.length);
  for (let fold = 0; fold < folds; fold++) {
    throwIfCancelled(signal);
    onProgress?.({ stage: "fit", done: fold, total: folds, unit: "steps" });
    const all = Int32Array.from(foldOf.keys());
    const heldOut = all.filter((i) => foldOf[i] === fold);
    if (heldOut.length === 0) continue;
    const found = await predictFold(
      input,
      piles,
      groups,
      all.filter((i) => foldOf[i] !== fold && !leaveOut.has(i)),
      heldOut,
    );
    for (const [place, row] of heldOut.entries()) {
      rowOf(logits, row).set(rowOf(found.logits, place));
      none[row] = found.none[place];
    }
  }
  const similar = await kernelOpinion({
    texts: examples.map(({ text }) => text),
    vectors: piles.rows.vectors,
    labels: piles.rows.labels,
    classes: classes.length,
    foldOf,
    groups: groups.groups,
    leaveOut,
    random: createRandom(seed),
    signal,
  });
  onProgress?.({ stage: "fit", done: folds, total: folds, unit: "steps" });
  if (similar === undefined) return { probabilities: softmax(logits), none, groups };
  const { scores, neighborLabels } = similar;
  return { probabilities: together(logits, scores, piles.rows.labels), none, groups, neighborLabels };
}

/** Returns the probabilities of two opinions, each with the factor that the labels of the rows show. */
function together(first: Matrix, second: Matrix, labels: Int32Array): Matrix {
  const weights = new Float64Array(labels.length).fill(1);
  const factors = fitChannelWeights({ first, second, labels, weights });
  const data = first.data.map((value, i) => factors.first * value + factors.second * second.data[i]);
  return softmax({ ...first, data });
}

async function predictFold(
  { classes, seed }: OutOfFoldInput,
  piles: PileVectors,
  groups: TextGroups,
  train: Int32Array,
  heldOut: Int32Array,
): Promise<{ readonly logits: Matrix; readonly none: Float64Array }> {
  const given = takeLabeled(piles.rows, train);
  const ownGroups = {
    copies: train.map((i) => groups.copies[i]),
    groups: train.map((i) => groups.groups[i]),
  };
  const { rows } = mergeNearDuplicates(given, ownGroups, new Float64Array(train.length).fill(1));
  const fitted = await fitHead({
    classes: classes.map(({ name }) => name),
    snippets: piles.pieces,
    prompts: piles.prompts,
    rows,
    observed: classCounts(given.labels, classes.length),
    // With balanced priors, wrong labels in a small class would weigh as much as the right ones of a large class.
    priors: "observed",
    seed,
  });
  const vectors = takeRows(piles.rows.vectors, heldOut);
  return {
    logits: await scoreVectors(fitted.head, vectors),
    none: await noneProbabilities(fitted.none, vectors),
  };
}

function labelsOf(examples: readonly Example[], classes: readonly ClassDefinition[]): Int32Array {
  const numbers = new Map(classes.map(({ name }, c) => [name, c]));
  return Int32Array.from(examples, ({ label }) => numbers.get(label)!);
}
