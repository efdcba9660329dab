import type { ProgressEvent, ProgressListener } from "../async/progress.ts";
import type { Encoder } from "../encoder/encoder.ts";
import { InputError, throwIfCancelled } from "../errors.ts";
import type { PromptPiece } from "../prompts/prompt-pieces.ts";
import type { TuningReport } from "../trained-model/tuning-report.ts";
import type { PilesInput } from "../training/fit-piles.ts";
import type { Adapter } from "../tuning/adapter/adapter.ts";
import { openTunableBase, type TunableBase } from "../tuning/adapter/tunable-base.ts";
import type { CheckpointStore } from "../tuning/loop/checkpoint.ts";
import { tune } from "../tuning/loop/tune.ts";
import { TuningEngine } from "../tuning/loop/tuning-engine.ts";
import type { Tuned, TuningProgress } from "../tuning/loop/tuning-types.ts";
import {
  type Candidate,
  chooseCandidate,
  type EvaluatedCandidate,
  evaluateCandidates,
} from "./choose-share.ts";
import { isTuningFast, mayBeWorthTuning } from "./should-tune.ts";
import { type TuningData, tuningDataOf } from "./tuning-examples.ts";

/** What an encoder has learnt, and of what. */
export interface LearntAdapter {
  readonly adapter: Adapter;
  readonly report: TuningReport;
}

export interface TuningTask extends Omit<PilesInput, "encoder" | "seenByEncoder" | "onProgress" | "signal"> {
  readonly snippets: readonly PromptPiece[];
  /** The encoder without any adapter. */
  readonly base: Encoder;
  /** What the encoder has learnt already, to go on from. */
  readonly before?: LearntAdapter;
  /** Opens the encoder with an adapter on it. */
  readonly open: (adapter: Adapter) => Promise<Encoder>;
}

export interface TuningWork {
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
  /** Ends the tuning, but keeps the best so far. */
  readonly stop?: AbortSignal;
  readonly checkpoints?: CheckpointStore;
}

/** What tuning came to: the encoder to use from now on. */
export interface Tuning {
  /** How it went. */
  readonly report: TuningReport;
  readonly encoder: Encoder;
  /** What the encoder has learnt, now or before; absent where it is best as it was made. */
  readonly tuned?: LearntAdapter;
}

/**
 * Tunes where nobody asked for it: with enough examples of every class, and where it does not take long.
 * @returns undefined where it is not worth it; else as tuneEncoder
 */
export async function tuneIfWorthwhile(task: TuningTask, work: TuningWork): Promise<Tuning | undefined> {
  if (!mayBeWorthTuning(task)) return undefined;
  const tunable = await openTunableBase();
  if (tunable.identity.fingerprint !== task.base.identity.fingerprint) return undefined;
  const data = tuningDataOf(task, tunable);
  return isTuningFast(data) ? tuneOn(task, data, tunable, work) : undefined;
}

/**
 * Tunes the encoder on a task's examples, all but those held out, and keeps as much of the change as makes the best
 * classifier of the examples held out: all, half or none. Half of an adapter stands for the mean of both encoders
 * (Wortsman et al., "Robust fine-tuning of zero-shot models", 2022), at the price of one.
 * @throws InputError where there are no examples, or the encoder is one that cannot be tuned; CancelledError
 */
export async function tuneEncoder(task: TuningTask, work: TuningWork): Promise<Tuning> {
  const { examples, base } = task;
  if (examples.length === 0) {
    throw new InputError(
      "Tuning learns from examples, and there are none: prompts alone do not make the encoder better. Add data, have examples written, or leave tuning out.",
    );
  }
  const tunable = await openTunableBase();
  if (tunable.identity.fingerprint !== base.identity.fingerprint) {
    throw new InputError(
      `Only the bundled encoder can be tuned, with its usual settings; leave tuning out, or ${base.identity.name}.`,
    );
  }
  return tuneOn(task, tuningDataOf(task, tunable), tunable, work);
}

async function tuneOn(
  task: TuningTask,
  data: TuningData,
  tunable: TunableBase,
  work: TuningWork,
): Promise<Tuning> {
  const { examples, base, before } = task;
  const { seed, tuningExamples, heldOut } = data;
  const tuned = await learn(task, data, tunable, work);
  throwIfCancelled(work.signal);
  const candidates: Candidate[] = [];
  let evaluated: readonly EvaluatedCandidate[];
  try {
    for await (const candidate of candidatesOf(task, tuned)) candidates.push(candidate);
    evaluated = await evaluateCandidates(candidates, { ...task, tuningExamples, heldOut }, work);
  } catch (error) {
    for (const { encoder } of candidates) if (encoder !== base) await encoder.dispose();
    throw error;
  }
  const best = chooseCandidate(evaluated, heldOut);
  for (const { encoder } of evaluated) {
    if (encoder !== best.encoder && encoder !== base) await encoder.dispose();
  }
  const report = {
    examples: examples.length,
    seed,
    ...(data.grouped && { grouped: data.grouped }),
    heldOut: heldOut.length,
    epochs: tuned.epochs,
    epoch: tuned.epoch,
    ended: tuned.ended,
    share: best.share,
    ...(heldOut.length > 0 && { accuracy: { before: evaluated[0].accuracy, after: best.accuracy } }),
  };
  const { share, adapter, encoder } = best;
  return { report, encoder, tuned: share === 0 ? before : adapter && { adapter, report } };
}

async function learn(
  task: TuningTask,
  { rows, heldOutRows }: TuningData,
  tunable: TunableBase,
  work: TuningWork,
): Promise<Tuned> {
  const { onProgress, signal, stop, checkpoints } = work;
  const engine = await TuningEngine.open(tunable.weights);
  try {
    const names = task.classes.map(({ name }) => name);
    return await tune(engine, rows, names, {
      seed: task.seed,
      base: tunable.identity.fingerprint,
      from: task.before?.adapter,
      heldOut: heldOutRows,
      checkpoints,
      signal: AbortSignal.any([signal, stop].filter((each) => each !== undefined)),
      onProgress: onProgress && ((progress) => onProgress(toEvent(progress))),
    });
  } finally {
    await engine.release();
  }
}

function toEvent({
  epoch,
  epochs,
  step,
  steps,
  meanLoss: loss,
  heldOutResult,
  share,
}: TuningProgress): ProgressEvent {
  const heldOutAccuracy = heldOutResult?.accuracy;
  return {
    stage: "tune",
    done: step,
    total: steps,
    unit: "steps",
    tuning: { epoch, epochs, loss, heldOutAccuracy, share },
  };
}

/** Opens the encoders to choose from one after the other; whoever takes them closes them. */
async function* candidatesOf(
  { base, before, open }: TuningTask,
  { epoch, adapter }: Tuned,
): AsyncGenerator<Candidate> {
  const old = before?.adapter;
  yield { share: 0, adapter: old, encoder: old ? await open(old) : base };
  if (epoch === 0) return;
  // Half-way between two adapters there is no adapter of the same rank.
  const shares = old ? ([1] as const) : ([0.5, 1] as const);
  for (const share of shares) {
    const part = { ...adapter, scale: adapter.scale * share };
    yield { share, adapter: part, encoder: await open(part) };
  }
}
