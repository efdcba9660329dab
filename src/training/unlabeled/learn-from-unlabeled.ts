import type { ProgressListener } from "../../async/progress.ts";
import { noneProbabilities } from "../../calibration/none.ts";
import type { Encoder } from "../../encoder/encoder.ts";
import { throwIfCancelled } from "../../errors.ts";
import { scoreVectors } from "../../head/linear-head.ts";
import { addHeads } from "../../head/logistic-correction.ts";
import { normalizeRows, project } from "../../head/projection.ts";
import { type Matrix, takeRows } from "../../math/matrix.ts";
import { groupTexts } from "../../task/text-groups.ts";
import type { Fit } from "../../trained-model/fit.ts";
import type { UnlabeledReport } from "../../trained-model/unlabeled-report.ts";
import { Vocabulary } from "../../words/vocabulary.ts";
import { scaled } from "../calibrated-head.ts";
import { type CoTraining, coTrain } from "./co-training.ts";

/** Minimum number of distinct texts in scope. With fewer, the views learn little and errors weigh more. */
const minTexts = 50;
/** From this probability of none on, a text is left out. Larger: more texts that belong to no class are learned from. */
const outOfScopeFrom = 0.5;
/** Maximum number of weights of the word head, words times classes. Larger: a larger model and longer training. */
const maxWordWeights = 2_000_000;
/** Minimum number of words however many classes there are. */
const minWords = 2000;
const maxWords = 50_000;
/**
 * Minimum agreement of both views beyond chance, 0 to 1. With less, one of them knows nothing, and the model stays as it
 * is. Larger: more models stay as they are.
 */
const minAgreement = 0.1;

/** A fitted model and texts without labels. */
export interface UnlabeledInput {
  readonly fit: Fit;
  /** Distinct texts in an order that does not depend on how they were given. */
  readonly texts: readonly string[];
  /** Number of texts that were given. */
  readonly given: number;
  readonly encoder: Encoder;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/**
 * Improves a fit with texts that have no labels: see coTrain. Texts that seem to be out of scope are left out. What the
 * vectors learn is added to the head of the fit, what the words learn becomes its word scores. P(none) stays as it is.
 * @returns the fit with a report; otherwise unchanged if there are too few texts, or if the views disagree too much
 * @throws CancelledError
 */
export async function learnFromUnlabeled(input: UnlabeledInput): Promise<Fit> {
  const { fit, texts, given, encoder, onProgress, signal } = input;
  const vectors = await projected(fit, encoder, await encoder.embed(texts, { onProgress, signal }));
  throwIfCancelled(signal);
  const none = await noneProbabilities(fit.none, vectors);
  const inScope = Int32Array.from(texts.keys()).filter((i) => none[i] < outOfScopeFrom);
  const counts = { given, used: inScope.length, outOfScope: texts.length - inScope.length };
  if (inScope.length < minTexts) {
    const unused = texts.length < minTexts ? "few" : "outOfScope";
    return reported(fit, { ...counts, used: 0, changed: 0, agreement: 0, unused });
  }
  const used = Array.from(inScope, (i) => texts[i]);
  const vocabulary = Vocabulary.from(used, { maxGrams: wordsFor(fit.classes.length) });
  const usedVectors = takeRows(vectors, inScope);
  const found = await coTrain({
    vectors: usedVectors,
    features: vocabulary.features(used),
    logits: await scoreVectors(fit.head, usedVectors),
    weights: new Float64Array(used.length).fill(1),
    groups: groupTexts(used).groups,
  });
  throwIfCancelled(signal);
  const { changed, agreement } = found;
  const chance = 1 / fit.classes.length;
  if (agreement < chance + minAgreement * (1 - chance)) {
    return reported(fit, { ...counts, used: 0, changed: 0, agreement, unused: "disagreement" });
  }
  return reported({ ...fit, ...student(fit, vocabulary, found) }, { ...counts, changed, agreement });
}

function reported(fit: Fit, unlabeled: UnlabeledReport): Fit {
  return { ...fit, report: { ...fit.report, unlabeled } };
}

/** Returns what both views learned, in the form in which a model keeps it. */
function student(
  { head }: Fit,
  vocabulary: Vocabulary,
  { vectorHead, wordHead, temperature }: CoTraining,
): Pick<Fit, "head" | "words"> {
  return {
    head: scaled(addHeads(head, vectorHead), temperature),
    words: {
      vocabulary,
      head: {
        weights: { ...wordHead.weights, data: wordHead.weights.data.map((value) => value / temperature) },
        bias: wordHead.bias.map((value) => value / temperature),
      },
    },
  };
}

async function projected({ center }: Fit, encoder: Encoder, vectors: Matrix): Promise<Matrix> {
  return normalizeRows(await project(vectors, { center, whitener: encoder.background?.whitener }));
}

/** Returns the maximum number of words for a number of classes. */
function wordsFor(classes: number): number {
  return Math.min(Math.max(Math.floor(maxWordWeights / classes), minWords), maxWords);
}
