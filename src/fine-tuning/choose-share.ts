import type { ProgressListener } from "../async/progress.ts";
import { embedBeforehand } from "../encoder/embed-beforehand.ts";
import type { Encoder } from "../encoder/encoder.ts";
import { rowOf } from "../math/matrix.ts";
import { mean, standardError } from "../math/vector.ts";
import type { Example } from "../task/task.ts";
import { groupTexts } from "../task/text-groups.ts";
import type { UnlabeledSample } from "../task/unlabeled-texts.ts";
import { channelsOf } from "../trained-model/channels.ts";
import { predictTexts } from "../trained-model/predict.ts";
import type { TuningReport } from "../trained-model/tuning-report.ts";
import { calibrationWeight } from "../training/calibration-row-weights.ts";
import { fitPiles, type PilesInput } from "../training/fit-piles.ts";
import type { Adapter } from "../tuning/adapter/adapter.ts";

/** An encoder to choose from. */
export interface Candidate {
  /** The share of the change that it contains. 0 is the encoder before fine-tuning. */
  readonly share: TuningReport["share"];
  readonly adapter?: Adapter;
  readonly encoder: Encoder;
}

/** A candidate, with the results of a classifier that uses it. */
export interface EvaluatedCandidate extends Candidate {
  /** Cross-entropy of each held-out example, in nats, times its calibration weight; or of each held-out text with several labels. */
  readonly losses: readonly number[];
  /** The share of held-out examples that were classified correctly, 0 to 1; with several labels per text, the micro-F1. */
  readonly accuracy: number;
  /**
   * The share of texts without labels on which words and vectors agree, 0 to 1. Present if no example is held out and there
   * are such texts.
   */
  readonly agreement?: number;
}

/** A task whose examples are split into those that fine-tuning learned from and those held out. */
export interface SplitTask extends Omit<PilesInput, "encoder" | "examples" | "seenByEncoder"> {
  readonly tuningExamples: readonly Example[];
  readonly heldOut: readonly Example[];
}

interface Work {
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/**
 * Probabilities below this count as this. If it were smaller, a single example with a wrong and very sure answer could
 * decide what is kept.
 */
export const minProbability = 1e-4;

/**
 * Evaluates a classifier with each candidate on the held-out examples, by two folds: each half of them is classified by a
 * classifier fitted on all other examples. So each classifier is calibrated on some examples that its encoder has not
 * seen, as the final one will be. Without them a fine-tuned encoder would be overconfident and lose for that reason only.
 * @throws CancelledError
 */
export async function evaluateCandidates(
  candidates: readonly Candidate[],
  task: SplitTask,
  work: Work,
): Promise<EvaluatedCandidate[]> {
  const evaluated: EvaluatedCandidate[] = [];
  for (const candidate of candidates) evaluated.push(await evaluate(candidate, task, work));
  return evaluated;
}

async function evaluate(
  candidate: Candidate,
  { tuningExamples, heldOut, ...given }: SplitTask,
  work: Work,
): Promise<EvaluatedCandidate> {
  const unlabeled = given.unlabeled && sampleOf(given.unlabeled, given.classes.length);
  if (heldOut.length === 0 && unlabeled === undefined) return { ...candidate, losses: [], accuracy: 0 };
  const task = { ...given, unlabeled };
  const { adapter } = candidate;
  const inner = task.tree?.innerSnippets ?? [];
  const all = [...task.snippets, ...inner, ...tuningExamples, ...heldOut, ...task.noneExamples];
  const texts = [...textsOf(all), ...(unlabeled?.texts ?? [])];
  const encoder = await embedBeforehand(candidate.encoder, texts, work);
  const seenByEncoder = adapter && new Set(tuningExamples);
  if (heldOut.length === 0) {
    const { report } = await fitPiles({ ...task, ...work, encoder, examples: tuningExamples, seenByEncoder });
    return { ...candidate, losses: [], accuracy: 0, agreement: report.unlabeled?.agreement ?? 0 };
  }
  const losses: number[] = [];
  let correct = 0;
  // Nearly equal texts stay in the same half.
  const { groups } = groupTexts(textsOf(heldOut));
  const even = heldOut.filter((_, i) => groups[i] % 2 === 0);
  const odd = heldOut.filter((_, i) => groups[i] % 2 === 1);
  for (const [half, others] of [
    [even, odd],
    [odd, even],
  ]) {
    if (half.length === 0) continue;
    const fit = await fitPiles({
      ...task,
      ...work,
      encoder,
      examples: [...tuningExamples, ...others],
      seenByEncoder,
    });
    const predictor = { channels: channelsOf(encoder, fit), link: "softmax" } as const;
    const { probabilities } = await predictTexts(predictor, textsOf(half));
    for (const [i, example] of half.entries()) {
      const row = rowOf(probabilities, i);
      const own = row[fit.classes.indexOf(example.label)];
      if (own === Math.max(...row)) correct++;
      losses.push(-calibrationWeight(example) * Math.log(Math.max(own, minProbability)));
    }
  }
  return { ...candidate, losses, accuracy: correct / heldOut.length };
}

/**
 * Maximum number of texts without labels that candidates are evaluated with, and per class. More take longer: each
 * candidate embeds them.
 */
const maxUnlabeled = 2000;
const maxUnlabeledPerClass = 20;

/** Returns the first texts, which are a random sample. */
function sampleOf({ texts, given }: UnlabeledSample, classes: number): UnlabeledSample {
  return { texts: texts.slice(0, Math.max(maxUnlabeled, maxUnlabeledPerClass * classes)), given };
}

/**
 * If all held-out examples are generated and the encoder before fine-tuning makes at most this number of errors on them,
 * they cannot measure the change. If it is larger, half of the change is kept more often.
 */
const fewErrors = 1;

/**
 * Chooses the candidate with the lowest mean loss on the held-out examples, with these exceptions:
 *
 * - Half of the change is preferred to all of it only if its loss is lower by more than the standard error of the
 *   difference. Held-out examples resemble the tuning examples, and new texts gain more from all of the change.
 * - If no example is held out, the candidate on whose vectors and words agree most often on texts without labels is kept.
 *   Without such texts half of the change is kept, or all of it if there is no half.
 * - Half is also kept instead of all if all held-out examples are generated and almost all were classified correctly
 *   before. Generated texts are easier than real ones, so they cannot show what all of the change loses on real texts.
 * @param evaluated the candidates, the encoder before fine-tuning first
 */
export function chooseCandidate(
  evaluated: readonly EvaluatedCandidate[],
  heldOut: readonly Pick<Example, "origin">[],
): EvaluatedCandidate {
  const half = evaluated.find(({ share }) => share === 0.5);
  const whole = evaluated.find(({ share }) => share === 1);
  if (evaluated[0].agreement !== undefined) {
    return evaluated.reduce((a, b) => (b.agreement! > a.agreement! ? b : a));
  }
  if (heldOut.length === 0) return half ?? whole ?? evaluated[0];
  const best = evaluated.reduce((a, b) => (mean(b.losses) < mean(a.losses) ? b : a));
  if (best === whole && half !== undefined && areTooEasy(heldOut, evaluated[0])) return half;
  if (best !== half || whole === undefined) return best;
  const gains = whole.losses.map((loss, i) => loss - half.losses[i]);
  return mean(gains) > standardError(gains) ? half : whole;
}

function textsOf(examples: readonly { readonly text: string }[]): string[] {
  return examples.map(({ text }) => text);
}

/** Returns whether the held-out examples are too easy to measure the change. */
function areTooEasy(heldOut: readonly Pick<Example, "origin">[], before: EvaluatedCandidate): boolean {
  const errors = Math.round((1 - before.accuracy) * heldOut.length);
  return errors <= fewErrors && heldOut.every(({ origin }) => origin === "generated");
}
