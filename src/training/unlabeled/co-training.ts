import type { LinearHead } from "../../head/linear-head.ts";
import type { SparseHead } from "../../head/sparse-softmax.ts";
import type { Matrix } from "../../math/matrix.ts";
import { softmax } from "../../math/softmax.ts";
import type { SparseMatrix } from "../../math/sparse.ts";
import { agreementOf, answersOf } from "./agreement.ts";
import { meanConfidence, temperatureFor } from "./confidence.ts";
import { VectorView } from "./vector-view.ts";
import { WordView } from "./word-view.ts";

/** Texts without labels, as a trained model sees them. */
export interface CoTrainingInput {
  /** Projected unit vectors: [texts, dimensions]. */
  readonly vectors: Matrix;
  /** Word features: [texts, features]. */
  readonly features: SparseMatrix;
  /** Logits of the trained model: [texts, classes]. */
  readonly logits: Matrix;
  /** How much each text counts, 0 to 1. */
  readonly weights: Float64Array;
  /** Texts of one group are equal or nearly equal: they are judged by heads that saw none of them. */
  readonly groups: Int32Array;
}

/** What is added to the logits of the trained model. The sum is divided by the temperature. */
export interface CoTraining {
  readonly vectorHead: LinearHead;
  readonly wordHead: SparseHead;
  readonly temperature: number;
  /** Share of the texts on which both views agreed when neither had seen the other, 0 to 1. */
  readonly agreement: number;
  /** Share of the texts whose most probable class is another one than before, 0 to 1. */
  readonly changed: number;
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
 * Improves a trained model with texts that have no labels, by two-view co-training (Blum and Mitchell 1998) with soft
 * labels (Nigam et al. 2000).
 *
 * The model labels the texts with probabilities. Two heads are fitted on these labels: a discriminant on vectors, and
 * logistic regression on words. Each text is scored by heads that were fitted without it, so no head confirms the label
 * that it learned. The scores are added to those of the model, which gives the labels of the next round.
 */
export async function coTrain(input: CoTrainingInput): Promise<CoTraining> {
  const { logits, weights } = input;
  const confidence = meanConfidence(logits, weights);
  let targets = softmax(logits);
  const vectorView = await VectorView.open(input, targets, confidence);
  const wordView = new WordView(input);
  const before = answersOf(logits);
  let [sum, answers, agreement] = [logits, before, 0];
  for (let round = 0; round < maxRounds; round++) {
    const byVectors = addScores(logits, await vectorView.heldOutScores(targets));
    const byWords = await wordView.heldOutScores(targets);
    if (round === 0) agreement = agreementOf(answersOf(byWords), answersOf(byVectors), weights);
    sum = addScores(byVectors, byWords, wordWeight);
    targets = softmax(sum, temperatureFor(sum, weights, gained(confidence, certaintyGain)));
    const earlier = answers;
    answers = answersOf(sum);
    if (1 - agreementOf(answers, earlier, weights) < settled) break;
  }
  const wanted = gained(confidence, justifiedGain(agreement, logits.columns));
  return {
    vectorHead: await vectorView.fit(targets),
    wordHead: scaledWords(await wordView.fit(targets), wordWeight),
    temperature: temperatureFor(sum, weights, wanted),
    agreement,
    changed: 1 - agreementOf(answers, before, weights),
  };
}

/** To be fitted. */
function justifiedGain(agreement: number, classes: number): number {
  return Math.min(Math.max(((agreement - 1 / classes) / (1 - 1 / classes) - 0.6) * 3, 0), 0.6);
}

/** Returns a confidence that is higher by a share of the remaining doubt. */
function gained(confidence: number, share: number): number {
  return confidence + share * (1 - confidence);
}

function addScores(a: Matrix, b: Matrix, factor = 1): Matrix {
  return { ...a, data: a.data.map((value, i) => value + factor * b.data[i]) };
}

function scaledWords({ weights, bias }: SparseHead, factor: number): SparseHead {
  const data = weights.data.map((value) => value * factor);
  return { weights: { ...weights, data }, bias: bias.map((value) => value * factor) };
}
