import { type NoneModel, noneProbabilities } from "../../calibration/none.ts";
import type { LabeledVectors } from "../../head/labeled-vectors.ts";
import { type LinearHead, scoreVectors } from "../../head/linear-head.ts";
import { addHeads } from "../../head/logistic-correction.ts";
import { type Matrix, rowOf, rowRange, takeRows, zeros } from "../../math/matrix.ts";
import { softmax } from "../../math/softmax.ts";
import { groupTexts } from "../../task/text-groups.ts";
import type { UnlabeledReport } from "../../trained-model/unlabeled-report.ts";
import { addWords, compressWords, scoreWords, type WordModel } from "../../trained-model/word-model.ts";
import { Vocabulary } from "../../words/vocabulary.ts";
import { scaled } from "../calibrated-head.ts";
import type { HeldOutLogits } from "../held-out-logits.ts";
import { agreementOf, answersOf } from "./agreement.ts";
import { type ChosenShare, chooseShare, takeSides } from "./choose-share.ts";
import { addScores, type CoTraining, coTrain } from "./co-training.ts";

/**
 * Minimum number of distinct texts in scope, and of these texts per class. With fewer, errors weigh more than what the
 * views learn.
 */
const minTexts = 50;
const minTextsPerClass = 10;
/** From this probability of none on, a text is left out. Larger: more texts that belong to no class are learned from. */
const outOfScopeFrom = 0.5;
/** From this share of the texts in one class on, they show nothing about the others. Larger: more are learned from. */
const oneClassFrom = 0.9;
/** Minimum agreement of both views beyond chance, 0 to 1. Larger: more models stay as they are. */
const minAgreement = 0.1;
/** Minimum share of the views in the answers. With less, the model stays as it is. */
const minShare = 0.05;
/** Maximum number of word weights, words times classes. Larger: a larger model and longer training. */
const maxWordWeights = 1_500_000;
const minWords = 500;
const maxWords = 50_000;
/** Maximum number of texts times classes. Larger: more of many texts are used with very many classes, and it takes longer. */
const maxScores = 800_000;

/** The scores of a model: those of its head, and of its words if it has some. */
interface Scorers {
  readonly head: LinearHead;
  readonly words?: WordModel;
}

/** A trained model, its labeled rows, and texts without labels. */
export interface UnlabeledInput extends Scorers {
  readonly classes: readonly string[];
  /** Whether the model may score words. If not, words still help to label the texts, from which vectors learn. */
  readonly mayUseWords: boolean;
  readonly none: NoneModel;
  /** Whether the encoder was fine-tuned. */
  readonly isTuned?: boolean;
  readonly rows: LabeledVectors;
  /** Text of each row. */
  readonly rowTexts: readonly string[];
  /** Weight of each row in evaluation. */
  readonly evaluationWeights: Float64Array;
  /** Logits of rows by a model without them. Absent if there are no rows. */
  readonly heldOut?: HeldOutLogits;
  /** Distinct texts without labels, in an order that does not depend on how they were given. */
  readonly texts: readonly string[];
  /** Their projected unit vectors: [texts, dimensions]. */
  readonly vectors: Matrix;
  /** Number of texts that were given. */
  readonly given: number;
  /** The texts are a random sample of those that were given. */
  readonly isPart?: true;
  readonly signal?: AbortSignal;
}

/** Texts without labels, with the probabilities that the model and both views give them. */
export interface SoftLabels {
  readonly texts: readonly string[];
  /** Each row by views that were fitted without the text and its near duplicates: [texts, classes]. */
  readonly probabilities: Matrix;
}

/** The improved scores. They are those of the input if the texts were not used; the report says why. */
export interface LearnedScorers extends Scorers {
  readonly report: UnlabeledReport;
  /** Labels of the texts that were used. Absent if none was. */
  readonly labels?: SoftLabels;
}

/**
 * Improves a trained model with texts that have no labels: see coTrain. Texts that seem to be out of scope are left out.
 * What the vectors learn is added to the head, what the words learn to the word model. P(none) does not change.
 * @throws CancelledError
 */
export async function learnFromUnlabeled(input: UnlabeledInput): Promise<LearnedScorers> {
  const { classes, given, isPart, head, words } = input;
  const minimum = Math.max(minTexts, minTextsPerClass * classes.length);
  const maximum = Math.max(Math.floor(maxScores / classes.length), 2 * minimum);
  const texts = input.texts.slice(0, maximum);
  const none = await noneProbabilities(input.none, rowRange(input.vectors, 0, texts.length));
  const inScope = Int32Array.from(texts.keys()).filter((i) => none[i] < outOfScopeFrom);
  const used = Array.from(inScope, (i) => texts[i]);
  const vectors = takeRows(input.vectors, inScope);
  const logits = await logitsOf(input, vectors, used);
  const before = answersOf(logits);
  const base = {
    given,
    ...((isPart || input.texts.length > maximum) && { sampled: true as const }),
    outOfScope: texts.length - used.length,
    ...(used.length > 0 && { mostCommon: mostCommonOf(before, classes) }),
  };
  const unchanged = (unused: UnlabeledReport["unused"], agreement = 0): LearnedScorers => ({
    head,
    ...(words && { words }),
    report: { ...base, used: 0, changed: 0, agreement, unused },
  });
  if (used.length < minimum) return unchanged(texts.length < minimum ? "few" : "outOfScope");
  if (base.mostCommon!.share >= oneClassFrom) return unchanged("oneClass");
  const { vocabulary, found, chosen, after, probabilities } = await learn(input, used, vectors, logits);
  const { agreement } = found;
  if (agreement < 1 / classes.length + minAgreement * (1 - 1 / classes.length))
    return unchanged("disagreement", agreement);
  if (chosen.share < minShare) return unchanged("noGain", agreement);
  const changed = 1 - agreementOf(after, before, new Float64Array(used.length).fill(1));
  return {
    ...combined(input, vocabulary, found, chosen),
    report: { ...base, used: used.length, changed, agreement },
    labels: { texts: used, probabilities },
  };
}

/** Trains both views on rows and texts, and chooses how much they count. */
async function learn(input: UnlabeledInput, texts: readonly string[], vectors: Matrix, logits: Matrix) {
  const { classes, rows, rowTexts, evaluationWeights, heldOut, isTuned } = input;
  const all = [...rowTexts, ...texts];
  const vocabulary = Vocabulary.from(all, { maxGrams: wordsFor(classes.length) });
  const ofRows = await logitsOf(input, rows.vectors, rowTexts);
  for (const [h, i] of heldOut?.rows.entries() ?? []) rowOf(ofRows, i).set(rowOf(heldOut!.logits, h));
  const stackedLogits = stacked(ofRows, logits);
  const found = await coTrain({
    vectors: stacked(rows.vectors, vectors),
    features: vocabulary.features(all),
    logits: stackedLogits,
    labels: rows.labels,
    weights: Float64Array.from(all, (_, i) => (i < rowTexts.length ? (rows.weights?.[i] ?? 1) : 1)),
    groups: groupTexts(all).groups,
    keepsWords: input.mayUseWords,
    signal: input.signal,
  });
  const sides = { logits: stackedLogits, scores: found.scores };
  const ofTexts = takeSides(
    sides,
    Array.from(texts, (_, i) => rowTexts.length + i),
  );
  const evaluated = heldOut && {
    ...takeSides(sides, heldOut.rows),
    labels: heldOut.rows.map((i) => rows.labels[i]),
    weights: Float64Array.from(heldOut.rows, (i) => evaluationWeights[i]),
  };
  const chosen = chooseShare({ texts: ofTexts, rows: evaluated, agreement: found.agreement, isTuned });
  const after = addScores(ofTexts.logits, ofTexts.scores, chosen.share);
  const probabilities = softmax(after, chosen.temperature);
  return { vocabulary, found, chosen, after: answersOf(after), probabilities };
}

/** Returns the scores of the model plus those of the views, at the chosen share and temperature. */
function combined(
  { head, words, mayUseWords }: Pick<UnlabeledInput, "head" | "words" | "mayUseWords">,
  vocabulary: Vocabulary,
  { vectorHead, wordHead }: CoTraining,
  { share, temperature }: ChosenShare,
): Scorers {
  const improved = addHeads(scaled(head, temperature), scaled(vectorHead, temperature / share));
  if (!mayUseWords) return { head: improved };
  const learned = compressWords(vocabulary, wordHead, share / temperature);
  return {
    head: improved,
    words: words === undefined ? learned : addWords(words, 1 / temperature, learned),
  };
}

async function logitsOf(
  { head, words }: Scorers,
  vectors: Matrix,
  texts: readonly string[],
): Promise<Matrix> {
  const scores = await scoreVectors(head, vectors);
  return words === undefined ? scores : addScores(scores, scoreWords(words, texts));
}

function mostCommonOf(answers: Int32Array, classes: readonly string[]): UnlabeledReport["mostCommon"] {
  const counts = new Float64Array(classes.length);
  for (const answer of answers) counts[answer]++;
  const most = counts.indexOf(counts.reduce((a, b) => Math.max(a, b)));
  return { label: classes[most], share: counts[most] / answers.length };
}

function stacked(a: Matrix, b: Matrix): Matrix {
  const both = zeros(a.rows + b.rows, b.columns);
  both.data.set(a.data);
  both.data.set(b.data, a.data.length);
  return both;
}

/** Returns the maximum number of words for a number of classes. */
function wordsFor(classes: number): number {
  return Math.min(Math.max(Math.floor(maxWordWeights / classes), minWords), maxWords);
}
