import type { ProgressEvent, ProgressListener } from "../async/progress.ts";
import type { Encoder } from "../encoder/encoder.ts";
import type { EncoderFiles } from "../encoder/encoder-files.ts";
import { InputError, ModelFileError, throwIfCancelled } from "../errors.ts";
import type { Snippet } from "../prompts/snippets.ts";
import type { LearntAdapter, TuningReport } from "../trained-model/tuning-report.ts";
import { fitAndLabel, type PilesInput } from "../training/fit-piles.ts";
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
import { hasSameVectors } from "./has-same-vectors.ts";
import { evaluateLabelSetCandidates, withoutLowerF1 } from "./label-sets/evaluate-label-sets.ts";
import { labelSetTuningData } from "./label-sets/label-set-tuning-data.ts";
import { isTuningFast, mayBeWorthTuning } from "./should-tune.ts";
import { chooseSoftExamples, type SoftSplit } from "./soft-examples.ts";
import { type TuningData, tunedExamples, tuningDataOf } from "./tuning-examples.ts";

/** A task as fine-tuning takes it: the input of training, with the encoder to fine-tune. */
export interface TuningTask extends Omit<PilesInput, "encoder" | "seenByEncoder" | "onProgress" | "signal"> {
  readonly snippets: readonly Snippet[];
  /** Whether a text may have several labels. Default: false. */
  readonly multiLabel?: boolean;
  /** The encoder without any adapter. */
  readonly base: Encoder;
  /** The adapter to continue from, of an earlier training. Default: fine-tuning starts from the base encoder. */
  readonly before?: LearntAdapter;
  /** Opens the encoder with an adapter merged in. */
  readonly open: (adapter: Adapter) => Promise<Encoder>;
  /** Reads the files of the encoder that can be fine-tuned. */
  readonly readFiles: () => Promise<EncoderFiles>;
}

/** Progress, cancellation and checkpoints of fine-tuning. */
export interface TuningWork {
  readonly onProgress?: ProgressListener;
  /** Cancels everything: nothing is kept. */
  readonly signal?: AbortSignal;
  /** Ends fine-tuning early and keeps the best epoch so far. */
  readonly stop?: AbortSignal;
  readonly checkpoints?: CheckpointStore;
}

/** The result of fine-tuning: the encoder to use from now on. */
export interface Tuning {
  readonly report: TuningReport;
  readonly encoder: Encoder;
  /** The adapter in `encoder`, new or from before. Absent if the encoder without an adapter is best. */
  readonly tuned?: LearntAdapter;
}

/**
 * Fine-tunes the encoder if every class has examples, there are enough of them, fine-tuning takes at most two minutes
 * by an estimate, and the encoder can be fine-tuned. This is what `tune: "auto"` does. It does not use texts without
 * labels, which take longer.
 * @returns undefined if the encoder was not fine-tuned; else the same as tuneEncoder
 * @throws CancelledError
 */
export async function tuneIfWorthwhile(
  { unlabeled: _, ...task }: TuningTask,
  work: TuningWork,
): Promise<Tuning | undefined> {
  if (!mayBeWorthTuning(task)) return undefined;
  const tunable = await openTunableBase(await task.readFiles()).catch((error: unknown) => {
    // An encoder of another kind is used without fine-tuning.
    if (error instanceof ModelFileError) return undefined;
    throw error;
  });
  if (tunable === undefined || tunable.identity.fingerprint !== task.base.identity.fingerprint)
    return undefined;
  const data = await dataOf(task, tunable);
  if (!isTuningFast(data, tunable.weights) || !(await hasSameVectors(tunable, task.base))) return undefined;
  return tuneOn(task, data, tunable, work);
}

/**
 * Fine-tunes the encoder on the examples of a task, without those held out, and on texts without labels. It then keeps all
 * of the change, half of it or none: whichever gives the best classifier on the held-out examples, or, if there are none,
 * the one whose words and vectors agree most often on the texts without labels.
 *
 * The targets of these texts are the probabilities of the classifier before fine-tuning (self-training with soft labels:
 * Lee, "Pseudo-Label", 2013).
 *
 * An adapter at half its scale gives an encoder with the mean of the weights before and after fine-tuning (Wortsman et
 * al., "Robust fine-tuning of zero-shot models", 2022).
 * @throws InputError if there are neither examples nor texts that show something, or the encoder cannot be fine-tuned;
 * CancelledError
 */
export async function tuneEncoder(task: TuningTask, work: TuningWork): Promise<Tuning> {
  const { examples, base, unlabeled } = task;
  if (examples.length === 0 && unlabeled === undefined) {
    throw new InputError(
      "Fine-tuning needs examples, and there are none: descriptions alone do not improve the encoder. Add data, generate examples or give texts without labels, or train without fine-tuning.",
    );
  }
  const tunable = await openTunableBase(await task.readFiles());
  if (tunable.identity.fingerprint !== base.identity.fingerprint) {
    throw new InputError(
      `The encoder ${base.identity.name} cannot be fine-tuned as it was opened: name an encoder with its default settings instead of opening it, or train without fine-tuning.`,
    );
  }
  if (!(await hasSameVectors(tunable, base))) {
    throw new InputError(
      `The encoder ${base.identity.name} cannot be fine-tuned: its graph computes something else than BERT or XLM-RoBERTa. Choose another encoder, or train without fine-tuning.`,
    );
  }
  const soft = await softExamplesOf(task, work);
  if (examples.length === 0 && soft === undefined) {
    throw new InputError(
      "Fine-tuning needs examples or texts without labels that show something; these texts show too little. Train without fine-tuning to see why, give more texts, or add data.",
    );
  }
  // Texts that show nothing do not count in the evaluation of the candidates either.
  const shown = { ...task, soft, unlabeled: soft && unlabeled };
  return tuneOn(shown, await dataOf(task, tunable, soft), tunable, work);
}

async function dataOf(task: TuningTask, tunable: TunableBase, soft?: SoftSplit): Promise<TuningData> {
  return task.multiLabel ? await labelSetTuningData(task, tunable) : tuningDataOf(task, tunable, soft);
}

/** Labels the texts without labels by the classifier before fine-tuning; undefined if they show nothing. */
async function softExamplesOf(task: TuningTask, work: TuningWork): Promise<SoftSplit | undefined> {
  const { classes, examples, unlabeled, base, before, open } = task;
  if (unlabeled === undefined) return undefined;
  const encoder = before === undefined ? base : await open(before.adapter);
  try {
    const seenByEncoder = before && tunedExamples(examples, before.report);
    const { labels } = await fitAndLabel({ ...task, ...work, encoder, seenByEncoder });
    const names = classes.map(({ name }) => name);
    return labels && chooseSoftExamples(labels, names);
  } finally {
    if (encoder !== base) await encoder.dispose();
  }
}

async function tuneOn(
  task: TuningTask & { readonly soft?: SoftSplit },
  data: TuningData,
  tunable: TunableBase,
  work: TuningWork,
): Promise<Tuning> {
  const { examples, base, before } = task;
  const { seed, heldOut, heldOutShare } = data;
  const tuned = await learn(task, data, tunable, work);
  throwIfCancelled(work.signal);
  const candidates: Candidate[] = [];
  let evaluated: readonly EvaluatedCandidate[];
  try {
    for await (const candidate of candidatesOf(task, tuned)) candidates.push(candidate);
    evaluated = await evaluateAll(candidates, task, data, work);
  } catch (error) {
    for (const { encoder } of candidates) if (encoder !== base) await encoder.dispose();
    throw error;
  }
  const { heldOutNone = [] } = data;
  const offered = task.multiLabel ? withoutLowerF1(evaluated) : evaluated;
  const best = chooseCandidate(offered, [...heldOut, ...heldOutNone]);
  for (const { encoder } of evaluated) {
    if (encoder !== best.encoder && encoder !== base) await encoder.dispose();
  }
  const report = {
    examples: examples.length,
    seed,
    ...(data.grouped && { grouped: data.grouped }),
    ...(task.soft && { unlabeled: task.soft.learned.length }),
    heldOut: heldOut.length,
    epochs: tuned.epochs,
    epoch: tuned.epoch,
    ended: tuned.ended,
    share: best.share,
    ...(heldOutShare !== undefined && { heldOutShare }),
    ...(heldOut.length > 0 && {
      [task.multiLabel ? "microF1" : "accuracy"]: { before: evaluated[0].accuracy, after: best.accuracy },
    }),
    ...(best.agreement !== undefined && {
      agreement: { before: evaluated[0].agreement!, after: best.agreement },
    }),
  };
  const { share, adapter, encoder } = best;
  return { report, encoder, tuned: share === 0 ? before : adapter && { adapter, report } };
}

function evaluateAll(
  candidates: readonly Candidate[],
  task: TuningTask,
  { tuningExamples, heldOut, tuningNone = task.noneExamples, heldOutNone = [] }: TuningData,
  work: TuningWork,
): Promise<EvaluatedCandidate[]> {
  const split = { tuningExamples, heldOut };
  return task.multiLabel
    ? evaluateLabelSetCandidates(candidates, { ...task, ...split, tuningNone, heldOutNone }, work)
    : evaluateCandidates(candidates, { ...task, ...split }, work);
}

async function learn(
  task: TuningTask,
  { rows, heldOutRows }: TuningData,
  tunable: TunableBase,
  work: TuningWork,
): Promise<Tuned> {
  const { onProgress, signal, stop, checkpoints } = work;
  const engine = await TuningEngine.open(tunable.weights, {
    lossName: task.multiLabel ? "sigmoid" : "softmax",
  });
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

/** Opens the encoders to choose from, one after the other. The caller disposes of them. */
async function* candidatesOf(
  { base, before, open }: TuningTask,
  { epoch, adapter }: Tuned,
): AsyncGenerator<Candidate> {
  const old = before?.adapter;
  yield { share: 0, adapter: old, encoder: old ? await open(old) : base };
  if (epoch === 0) return;
  // The mean of two adapters has twice their rank, so after an earlier adapter half of the change is not offered.
  const shares = old ? ([1] as const) : ([0.5, 1] as const);
  for (const share of shares) {
    const part = { ...adapter, scale: adapter.scale * share };
    yield { share, adapter: part, encoder: await open(part) };
  }
}
