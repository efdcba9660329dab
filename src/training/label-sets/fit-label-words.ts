import { calibrateLabels, type LabelScores, labelLosses } from "../../calibration/label-calibration.ts";
import { throwIfCancelled } from "../../errors.ts";
import { fitSparseSoftmax, type SparseHead, scoreSparse } from "../../head/sparse-softmax.ts";
import { type Matrix, rowOf, takeRows } from "../../math/matrix.ts";
import { takeSparseRows } from "../../math/sparse.ts";
import { addScaled } from "../../math/vector.ts";
import type { Vocabulary } from "../../words/vocabulary.ts";
import { chooseVocabulary } from "../fit-words.ts";
import type { Fold } from "../row-folds.ts";

/** What the scores of labels by a text's words are fitted on. */
export interface LabelWordsInput {
  readonly texts: readonly string[];
  /** Probability of each label to learn: [rows, labels]. */
  readonly targets: Matrix;
  /** Held-out logits of the vectors, which the words correct: [rows, labels]. */
  readonly heldOut: Matrix;
  /** 1 if the row has the label, else 0: [rows, labels]. */
  readonly truths: Matrix;
  /** The rows whose truths are known. They decide whether words help. */
  readonly evaluated: Int32Array;
  readonly folds: readonly Fold[];
  readonly signal?: AbortSignal;
}

export interface LabelWordsFit {
  readonly vocabulary: Vocabulary;
  readonly head: SparseHead;
  /** Held-out logits of vectors and words together: [rows, labels]. */
  readonly heldOut: Matrix;
}

/** L2 penalty on the weights of words. Larger: words count less. Measured on the train sides of the public sets. */
const penalty = 0.3;
/** Maximum number of entries of the features times labels; above it the words are left out. More take more time. */
const maxProducts = 400_000_000;
/** L-BFGS steps of a fit. More steps are more exact and take more time. */
const steps = 20;
/** Words are tried from this number of rows, and of rows per label. With fewer they help by chance. */
const minRows = 200;
const minRowsPerLabel = 4;
/** Number of standard errors by which words must lower the log loss. Larger: they are used less often. */
const standardErrors = 2;

/**
 * Fits one logistic regression per label on the words of the texts, which corrects the held-out logits of the vectors: it
 * learns what the vectors get wrong on rows that they have not seen. It is used if it clearly lowers the log loss of the
 * rows that its own fits have not seen.
 * @returns undefined if there are too few rows, if the task is too large, or if words do not clearly help
 * @throws CancelledError
 */
export async function fitLabelWords(input: LabelWordsInput): Promise<LabelWordsFit | undefined> {
  const { texts, targets, heldOut, folds, signal } = input;
  const labels = targets.columns;
  if (texts.length < Math.max(minRows, minRowsPerLabel * labels)) return undefined;
  const vocabulary = chooseVocabulary(texts, labels);
  const features = vocabulary.features(texts);
  if (features.values.length * labels > maxProducts) return undefined;
  const fitRows = (rows: ArrayLike<number>) => {
    throwIfCancelled(signal);
    const problem = {
      features: takeSparseRows(features, rows),
      targets: takeRows(targets, rows),
      offsets: takeRows(heldOut, rows),
      classes: labels,
      loss: "sigmoid",
    } as const;
    return fitSparseSoftmax(problem, { penalty, biasPenalty: 1, steps });
  };
  const together = { ...heldOut, data: heldOut.data.slice() };
  for (const fold of folds) {
    const scores = scoreSparse(await fitRows(fold.train), takeSparseRows(features, fold.heldOut));
    for (const [k, i] of fold.heldOut.entries()) addScaled(rowOf(together, i), rowOf(scores, k), 1);
  }
  if (!(await isClearlyBetter(together, input))) return undefined;
  return { vocabulary, head: await fitRows(Array.from(texts.keys())), heldOut: together };
}

async function isClearlyBetter(
  together: Matrix,
  { heldOut, truths, evaluated }: LabelWordsInput,
): Promise<boolean> {
  const truthsOf = takeRows(truths, evaluated);
  const lossesOf = async (logits: Matrix) => {
    const scores: LabelScores = { logits: takeRows(logits, evaluated), truths: truthsOf };
    return labelLosses(scores, await calibrateLabels(scores));
  };
  const [before, after] = [await lossesOf(heldOut), await lossesOf(together)];
  const gains = before.map((loss, i) => loss - after[i]);
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / gains.length;
  return mean > standardErrors * Math.sqrt(variance / gains.length);
}
