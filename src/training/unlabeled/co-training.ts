import { throwIfCancelled } from "../../errors.ts";
import type { LinearHead } from "../../head/linear-head.ts";
import type { SparseHead } from "../../head/sparse-softmax.ts";
import { type Matrix, rowOf } from "../../math/matrix.ts";
import { softmax } from "../../math/softmax.ts";
import type { SparseMatrix } from "../../math/sparse.ts";
import { agreementOf, answersOf } from "./agreement.ts";
import { meanConfidence, temperatureFor } from "./confidence.ts";
import { VectorView } from "./vector-view.ts";
import { WordView } from "./word-view.ts";

/** Labeled rows, and after them texts without labels. */
export interface CoTrainingInput {
  /** Projected unit vectors: [rows and texts, dimensions]. */
  readonly vectors: Matrix;
  /** Word features: [rows and texts, features]. */
  readonly features: SparseMatrix;
  /** Logits of the trained model: [rows and texts, classes]. */
  readonly logits: Matrix;
  /** Class number of each labeled row. They keep their labels. */
  readonly labels: Int32Array;
  /** How much each row and text counts. */
  readonly weights: Float64Array;
  /** Rows and texts of one group are equal or nearly equal: they are scored by heads that saw none of them. */
  readonly groups: Int32Array;
  /** Whether the scores of words are part of the result. If not, they only give the labels. */
  readonly keepsWords: boolean;
  readonly signal?: AbortSignal;
}

/** What two views learned. Their scores are added to the logits of the trained model. */
export interface CoTraining {
  readonly vectorHead: LinearHead;
  readonly wordHead: SparseHead;
  /** Sum of both views' scores, or those of the vectors, by heads that were fitted without the row or text: [rows and texts, classes]. */
  readonly scores: Matrix;
  /** Weighted share of the texts on which both views agreed in the first round, 0 to 1. */
  readonly agreement: number;
}

/** Maximum number of rounds. More rounds take more time, and errors that both views share grow. */
const maxRounds = 3;
/** The rounds end if fewer answers than this share change. Larger: fewer rounds. */
const settled = 0.002;
/** Weight of the word scores against the scores of the model. Larger: words decide more, also where they know little. */
const wordWeight = 0.8;
/**
 * Share of the remaining doubt that the labels of a round may give up. Larger: labels become more certain, and errors are
 * confirmed more.
 */
const certaintyGain = 0.5;

/**
 * Learns from texts without labels by two-view co-training (Blum and Mitchell 1998) with soft labels (Nigam et al. 2000).
 *
 * The model labels the texts with probabilities. Two heads are fitted on these labels: a discriminant on vectors, and
 * logistic regression on words. Each text is scored by heads that were fitted without it, so no head confirms the label
 * that it learned. The scores are added to those of the model, which gives the labels of the next round.
 * @throws CancelledError
 */
export async function coTrain(input: CoTrainingInput): Promise<CoTraining> {
  const { logits, labels, weights } = input;
  const ofTexts = weights.map((weight, i) => (i < labels.length ? 0 : weight));
  const confidence = meanConfidence(logits, ofTexts);
  let targets = withLabels(softmax(logits), labels);
  const vectorView = await VectorView.open({ ...input, ofTexts }, targets, confidence);
  const wordView = new WordView(input);
  let [scores, answers, agreement] = [logits, answersOf(logits), 0];
  for (let round = 0; round < maxRounds; round++) {
    const byVectors = await vectorView.heldOutScores(targets);
    throwIfCancelled(input.signal);
    const byWords = await wordView.heldOutScores(targets);
    if (round === 0) {
      agreement = agreementOf(answersOf(byWords), answersOf(addScores(logits, byVectors)), ofTexts);
    }
    const ofBoth = addScores(byVectors, byWords, wordWeight);
    scores = input.keepsWords ? ofBoth : byVectors;
    const sum = addScores(logits, ofBoth);
    const wanted = gained(confidence, certaintyGain);
    targets = withLabels(softmax(sum, temperatureFor(sum, ofTexts, wanted)), labels);
    const earlier = answers;
    answers = answersOf(sum);
    if (1 - agreementOf(answers, earlier, ofTexts) < settled) break;
  }
  return {
    vectorHead: await vectorView.fit(targets),
    wordHead: scaledWords(await wordView.fit(targets), wordWeight),
    scores,
    agreement,
  };
}

/** Returns a confidence that is higher by a share of the remaining doubt. */
export function gained(confidence: number, share: number): number {
  return confidence + share * (1 - confidence);
}

/** Returns a + factor * b. */
export function addScores(a: Matrix, b: Matrix, factor = 1): Matrix {
  return { ...a, data: a.data.map((value, i) => value + factor * b.data[i]) };
}

/** Gives the first rows their labels, in place. */
function withLabels(targets: Matrix, labels: Int32Array): Matrix {
  for (const [i, label] of labels.entries()) rowOf(targets, i).fill(0)[label] = 1;
  return targets;
}

function scaledWords({ weights, bias }: SparseHead, factor: number): SparseHead {
  const data = weights.data.map((value) => value * factor);
  return { weights: { ...weights, data }, bias: bias.map((value) => value * factor) };
}
