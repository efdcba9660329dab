import { compete, describedLabels, type LabelCompetition } from "../../head/competing-labels.ts";
import { type LinearHead, scoreVectors } from "../../head/linear-head.ts";
import type { PromptMeans } from "../../head/mean-prior.ts";
import { fitOneVsRest } from "../../head/one-vs-rest.ts";
import { raiseToSentences, sentenceDiscount } from "../../head/sentence-scores.ts";
import { type Matrix, rowOf, takeRows, zeros } from "../../math/matrix.ts";
import { addScaled } from "../../math/vector.ts";
import type { Fold } from "../row-folds.ts";
import { labelTargets } from "./label-targets.ts";

/** What the scores of labels by a text's vector are fitted on. */
export interface LabelVectorsInput {
  readonly prompts: PromptMeans;
  /** Unit vectors in projected space: [rows, dimensions]. */
  readonly vectors: Matrix;
  /** 1 if the row has the label, else 0: [rows, labels]. */
  readonly truths: Matrix;
  /** Whether the labels that a row does not have are known to be wrong. */
  readonly isComplete: readonly boolean[];
  readonly folds: readonly Fold[];
  /** The sentences of the rows. A row without sentences is not raised to them. */
  readonly sentences: RowSentences;
}

/** The sentences of rows, one after the other. */
export interface RowSentences {
  /** Unit vectors in projected space: [sentences, dimensions]. */
  readonly vectors: Matrix;
  /** The sentences of row i are the vectors starts[i] to starts[i + 1] - 1: [rows + 1]. */
  readonly starts: Int32Array;
}

/** Scores of labels by a text's vector. */
export interface LabelVectorsFit {
  readonly head: LinearHead;
  readonly competition: LabelCompetition;
  /** Logits of each row by a fit without its fold: [rows, labels]. */
  readonly heldOut: Matrix;
  /** By how much the rows' sentences raise these logits, 0 or more: [rows, labels]. */
  readonly raises: Matrix;
  /** Probability of each label that the fits learn: [rows, labels]. */
  readonly targets: Matrix;
}

/**
 * L2 penalty on what the rows change in the scores of the descriptions, the best of 0.3, 1 and 3 on the train sides of the
 * public sets at 8 rows per label, 32 and all. Larger: the descriptions count more.
 */
const penalty = 0.3;
/** The same for the biases. Larger: few rows change how common the labels are expected to be less. */
const biasPenalty = 0.1;

/**
 * Fits how rows correct the scores that the descriptions give: one logistic regression per label, whose prior is no
 * correction. Without rows the descriptions alone make the scores.
 */
export async function fitLabelVectors(input: LabelVectorsInput): Promise<LabelVectorsFit> {
  const { vectors, truths, prompts, folds, sentences } = input;
  const { head: described, competition } = describedLabels(prompts);
  const offsetsOf = async (of: Matrix) => compete(competition, await scoreVectors(described, of), of);
  const offsets = await offsetsOf(vectors);
  const targets = labelTargets(input, offsets);
  if (vectors.rows === 0)
    return { head: described, competition, heldOut: offsets, raises: zeros(0, truths.columns), targets };
  const fitRows = (rows: Int32Array) =>
    fitOneVsRest(
      {
        vectors: takeRows(vectors, rows),
        targets: takeRows(targets, rows),
        offsets: takeRows(offsets, rows),
        weights: new Float64Array(rows.length).fill(1),
      },
      { penalty, biasPenalty },
    );
  const heldOut = { ...offsets, data: offsets.data.slice() };
  const ofSentences = await offsetsOf(sentences.vectors);
  for (const fold of folds) {
    const correction = await fitRows(fold.train);
    await addScores(correction, vectors, fold.heldOut, heldOut);
    await addScores(correction, sentences.vectors, sentencesOfRows(sentences, fold.heldOut), ofSentences);
  }
  const discounts = new Float32Array(truths.columns).fill(sentenceDiscount);
  const raises = raiseToSentences(heldOut, ofSentences, sentences.starts, discounts);
  addScaled(raises.data, heldOut.data, -1);
  const correction = await fitRows(Int32Array.from({ length: vectors.rows }, (_, i) => i));
  addScaled(correction.weights.data, described.weights.data, 1);
  addScaled(correction.bias, described.bias, 1);
  return { head: correction, competition, heldOut, raises, targets };
}

/** Adds the scores by a head to the given rows of a matrix, in place. */
async function addScores(head: LinearHead, vectors: Matrix, rows: Int32Array, to: Matrix): Promise<void> {
  const scores = await scoreVectors(head, takeRows(vectors, rows));
  for (const [k, i] of rows.entries()) addScaled(rowOf(to, i), rowOf(scores, k), 1);
}

function sentencesOfRows({ starts }: RowSentences, rows: Int32Array): Int32Array {
  return Int32Array.from(
    Array.from(rows).flatMap((i) =>
      Array.from({ length: starts[i + 1] - starts[i] }, (_, k) => starts[i] + k),
    ),
  );
}
