import { throwIfCancelled } from "../../errors.ts";
import type { LinearHead } from "../../head/linear-head.ts";
import type { SparseHead } from "../../head/sparse-softmax.ts";
import { type Matrix, rowOf } from "../../math/matrix.ts";
import { softmax } from "../../math/softmax.ts";
import type { SparseMatrix } from "../../math/sparse.ts";
import { type AnswerPair, agreementGain, agreementOf, answersOf } from "./agreement.ts";
import { addOffset, centeringOffsets, withOffset } from "./centering.ts";
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
 * The model labels the texts with probabilities, after its scores were centered if both heads then agree
 * clearly more. Two heads are fitted on these labels: a discriminant on vectors, and
 * logistic regression on words. Each text is scored by heads that were fitted without it, so no head confirms the label
 * that it learned. The scores are added to those of the model, which gives the labels of the next round.
 * @throws CancelledError
 */
export async function coTrain(input: CoTrainingInput): Promise<CoTraining> {
  const { labels, weights } = input;
  const ofTexts = weights.map((weight, i) => (i < labels.length ? 0 : weight));
  const confidence = meanConfidence(input.logits, ofTexts);
  const start = await bestStart(input, ofTexts, confidence);
  const { offset, logits, vectorView, wordView } = start;
  let { targets, byVectors, byWords } = start;
  let [ofBoth, answers] = [byVectors, answersOf(logits)];
  for (let round = 0; round < maxRounds; round++) {
    if (round > 0) [byVectors, byWords] = await scoreByViews(start, targets, input.signal);
    ofBoth = addScores(byVectors, byWords, wordWeight);
    const sum = addScores(logits, ofBoth);
    const wanted = gained(confidence, certaintyGain);
    targets = withLabels(softmax(sum, temperatureFor(sum, ofTexts, wanted)), labels);
    const earlier = answers;
    answers = answersOf(sum);
    if (1 - agreementOf(answers, earlier, ofTexts) < settled) break;
  }
  return {
    vectorHead: withOffset(await vectorView.fit(targets), offset),
    wordHead: scaledWords(await wordView.fit(targets), wordWeight),
    scores: addOffset(input.keepsWords ? ofBoth : byVectors, offset),
    agreement: agreementOf(...start.answers, ofTexts),
  };
}

/** What the first round of the views starts from, and what it finds. */
interface Start {
  /** Added to the scores of each class. */
  readonly offset: Float64Array;
  /** Logits of the model with the offset. */
  readonly logits: Matrix;
  readonly targets: Matrix;
  readonly vectorView: VectorView;
  readonly wordView: WordView;
  readonly byVectors: Matrix;
  readonly byWords: Matrix;
  /** Answers of the words, and of the model and the vectors. */
  readonly answers: AnswerPair;
}

/**
 * Minimum number of standard errors by which both views must agree more on centered scores. Larger: more tasks keep the
 * scores as they are. Without it, chance decides where centering changes little.
 */
const minGain = 1.5;

/**
 * Returns the start on which both views agree more: labels by the scores of the model, or by scores from which their mean
 * over the texts is subtracted. Texts in another language than the descriptions, or of an unusual kind, may all be nearer
 * to one class, which then takes texts of the others. If a class is frequent, the views agree more on the scores as they are.
 */
async function bestStart(input: CoTrainingInput, ofTexts: Float64Array, confidence: number): Promise<Start> {
  let best: Start | undefined;
  for (const offset of centeringOffsets(input.logits, ofTexts)) {
    const logits = addOffset(input.logits, offset);
    const targets = withLabels(softmax(logits), input.labels);
    const vectorView = await VectorView.open({ ...input, ofTexts }, targets, confidence);
    const views = { vectorView, wordView: new WordView(input) };
    const [byVectors, byWords] = await scoreByViews(views, targets, input.signal);
    const answers: AnswerPair = [answersOf(byWords), answersOf(addScores(logits, byVectors))];
    const start = { ...views, offset, logits, targets, byVectors, byWords, answers };
    if (best === undefined || agreementGain(answers, best.answers, ofTexts) >= minGain) best = start;
  }
  return best!;
}

async function scoreByViews(
  { vectorView, wordView }: Pick<Start, "vectorView" | "wordView">,
  targets: Matrix,
  signal: AbortSignal | undefined,
): Promise<[Matrix, Matrix]> {
  const byVectors = await vectorView.heldOutScores(targets);
  throwIfCancelled(signal);
  return [byVectors, await wordView.heldOutScores(targets)];
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
