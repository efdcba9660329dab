import type { ProgressListener } from "../async/progress.ts";
import { embedBeforehand } from "../encoder/embed-beforehand.ts";
import type { Encoder } from "../encoder/encoder.ts";
import { rowOf } from "../math/matrix.ts";
import type { Example } from "../task/task.ts";
import { groupTexts } from "../task/text-groups.ts";
import { encoderChannel } from "../trained-model/encoder-channel.ts";
import { predictTexts } from "../trained-model/predict.ts";
import type { TuningReport } from "../trained-model/tuning-report.ts";
import { fitPiles, type PilesInput } from "../training/fit-piles.ts";
import { trustOf } from "../training/trust.ts";
import type { Adapter } from "../tuning/adapter/adapter.ts";

/** An encoder that may be kept. */
export interface Candidate {
  /** How much of the change it has: none is the encoder as it was before. */
  readonly share: TuningReport["share"];
  readonly adapter?: Adapter;
  readonly encoder: Encoder;
}

/** A candidate, and how a classifier made with it fared. */
export interface Judged extends Candidate {
  /** Of each held-out example: cross-entropy in nats, times what it counts as. */
  readonly losses: readonly number[];
  /** The share of held-out examples that were told right, 0 to 1. */
  readonly accuracy: number;
}

/** A task whose examples are split in those that tuning learnt from and those that it did not. */
export interface SplitTask extends Omit<PilesInput, "encoder" | "examples" | "tunedOn"> {
  readonly learnt: readonly Example[];
  readonly heldOut: readonly Example[];
}

interface Work {
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/** No single example may decide what is kept: one that is told to be impossible counts as this. */
const leastProbability = 1e-4;

/**
 * Fits classifiers with each encoder and asks them for the examples held out: a half of these, by a classifier that was
 * fitted on all but that half, then the other. So each has some that its encoder does not know to learn certainty from,
 * as the one that comes of this will have; without any, a tuned encoder's would be far too sure, and lose for that.
 */
export async function judgeCandidates(
  candidates: readonly Candidate[],
  task: SplitTask,
  work: Work,
): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const candidate of candidates) judged.push(await judge(candidate, task, work));
  return judged;
}

async function judge(
  candidate: Candidate,
  { learnt, heldOut, ...task }: SplitTask,
  work: Work,
): Promise<Judged> {
  if (heldOut.length === 0) return { ...candidate, losses: [], accuracy: 0 };
  const { adapter } = candidate;
  const all = [...task.pieces, ...learnt, ...heldOut, ...task.noneExamples];
  const encoder = await embedBeforehand(candidate.encoder, textsOf(all), work);
  const tunedOn = adapter && new Set(learnt);
  const losses: number[] = [];
  let right = 0;
  // Nearly equal texts stay in one half.
  const { groups } = groupTexts(textsOf(heldOut));
  const even = heldOut.filter((_, i) => groups[i] % 2 === 0);
  const odd = heldOut.filter((_, i) => groups[i] % 2 === 1);
  for (const [asked, others] of [
    [even, odd],
    [odd, even],
  ]) {
    if (asked.length === 0) continue;
    const fit = await fitPiles({ ...task, ...work, encoder, examples: [...learnt, ...others], tunedOn });
    const predictor = { channels: [encoderChannel(encoder, fit)], link: "softmax" } as const;
    const { probabilities } = await predictTexts(predictor, textsOf(asked));
    for (const [i, example] of asked.entries()) {
      const row = rowOf(probabilities, i);
      const own = row[fit.classes.indexOf(example.label)];
      if (own === Math.max(...row)) right++;
      losses.push(-trustOf(example) * Math.log(Math.max(own, leastProbability)));
    }
  }
  return { ...candidate, losses, accuracy: right / heldOut.length };
}

/** Held-out generated examples of which the encoder tells all right but so many as it is show nothing of a change. */
const fewErrors = 1;

/**
 * Chooses by loss; but half of a change goes before all of it only where it is clearly better, by more than the standard
 * error of the difference: the examples held out are like those learnt from, and new texts gain more from all of it.
 * With nothing held out, half of the change is the safest, or all of it where there is no half. So it is where generated
 * examples are held out and hardly one was told wrong before: they are easier than real texts, on which all of the change
 * may lose what these cannot show.
 */
export function chooseCandidate(judged: readonly Judged[], heldOut: readonly Example[]): Judged {
  const half = judged.find(({ share }) => share === 0.5);
  const whole = judged.find(({ share }) => share === 1);
  if (heldOut.length === 0) return half ?? whole ?? judged[0];
  const best = judged.reduce((a, b) => (mean(b.losses) < mean(a.losses) ? b : a));
  if (best === whole && half !== undefined && showNothing(heldOut, judged[0])) return half;
  if (best !== half || whole === undefined) return best;
  const gains = whole.losses.map((loss, i) => loss - half.losses[i]);
  const gain = mean(gains);
  const error = Math.sqrt(mean(gains.map((each) => (each - gain) ** 2)) / gains.length);
  return gain > error ? half : whole;
}

function textsOf(examples: readonly { readonly text: string }[]): string[] {
  return examples.map(({ text }) => text);
}

function showNothing(heldOut: readonly Example[], asItWas: Judged): boolean {
  const errors = Math.round((1 - asItWas.accuracy) * heldOut.length);
  return errors <= fewErrors && heldOut.every(({ origin }) => origin === "generated");
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
