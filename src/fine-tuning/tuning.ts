import type { ProgressEvent, ProgressListener } from "../async/progress.ts";
import type { Encoder } from "../encoder/encoder.ts";
import type { EncoderFiles } from "../encoder/encoder-files.ts";
import { InputError, throwIfCancelled } from "../errors.ts";
import type { PromptPiece } from "../prompts/prompt-pieces.ts";
import type { Example } from "../task/task.ts";
import { groupTexts } from "../task/text-groups.ts";
import type { LearntAdapter, TuningReport } from "../trained-model/tuning-report.ts";
import type { PilesInput } from "../training/fit-piles.ts";
import type { Adapter } from "../tuning/adapter/adapter.ts";
import { openTunableBase, type TunableBase } from "../tuning/adapter/tunable-base.ts";
import type { CheckpointStore } from "../tuning/loop/checkpoint.ts";
import { heldOutRows } from "../tuning/loop/hold-out.ts";
import type { TuningRow } from "../tuning/loop/labeled-rows.ts";
import { type Tuned, type TuningProgress, tune } from "../tuning/loop/tune.ts";
import { TuningEngine } from "../tuning/loop/tuning-engine.ts";
import { planTuning } from "../tuning/loop/tuning-plan.ts";
import { tuningTokens } from "../tuning/loop/tuning-tokens.ts";
import { type Candidate, chooseCandidate, type Judged, judgeCandidates } from "./tuning-choice.ts";

/** Tuning unasked: from so many examples a class on, and up to so many seconds by estimate. */
const examplesPerClass = 8;
const mostSeconds = 120;

/** Hardly any text has more letters a token, seen over all of it. */
const mostLettersPerToken = 7;

/** How much a prompt counts beside the examples of a class, and how many examples it counts as at most. */
const promptShare = 0.5;
const mostPromptExamples = 8;

export interface TuningTask extends Omit<PilesInput, "encoder" | "tunedOn" | "onProgress" | "signal"> {
  readonly pieces: readonly PromptPiece[];
  /** The encoder without any adapter. */
  readonly base: Encoder;
  /** What the encoder has learnt already, to go on from. */
  readonly before?: LearntAdapter;
  /** Opens the encoder with an adapter on it. */
  readonly open: (adapter: Adapter) => Promise<Encoder>;
  /** Reads the files of the encoder that can be fine-tuned. */
  readonly readFiles: () => Promise<EncoderFiles>;
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
export async function tuneIfWorth(task: TuningTask, work: TuningWork): Promise<Tuning | undefined> {
  const { classes, examples, base } = task;
  if (examples.length < examplesPerClass * classes.length) return undefined;
  if (new Set(examples.map(({ label }) => label)).size < classes.length) return undefined;
  // Counting the tokens of very much data takes time itself.
  const leastTokens = examples.map(({ text }) => text.length / mostLettersPerToken);
  if (planTuning(leastTokens).seconds > mostSeconds) return undefined;
  const tunable = await openTunableBase(await task.readFiles());
  if (tunable.identity.fingerprint !== base.identity.fingerprint) return undefined;
  const material = materialOf(task, tunable);
  const lengthsOf = (some: readonly TuningRow[]) => some.map(({ ids }) => ids.length);
  const plan = planTuning(lengthsOf(material.rows), { heldOut: lengthsOf(material.heldOutRows) });
  return plan.seconds <= mostSeconds ? tuneOn(task, material, tunable, work) : undefined;
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
  const tunable = await openTunableBase(await task.readFiles());
  if (tunable.identity.fingerprint !== base.identity.fingerprint) {
    throw new InputError(
      `Only the bundled encoder can be tuned, with its usual settings; leave tuning out, or ${base.identity.name}.`,
    );
  }
  return tuneOn(task, materialOf(task, tunable), tunable, work);
}

async function tuneOn(
  task: TuningTask,
  material: Material,
  tunable: TunableBase,
  work: TuningWork,
): Promise<Tuning> {
  const { examples, base, before } = task;
  const { seed, learnt, heldOut } = material;
  const tuned = await learn(task, material, tunable, work);
  throwIfCancelled(work.signal);
  const candidates: Candidate[] = [];
  let judged: readonly Judged[];
  try {
    for await (const candidate of candidatesOf(task, tuned)) candidates.push(candidate);
    judged = await judgeCandidates(candidates, { ...task, learnt, heldOut }, work);
  } catch (error) {
    for (const { encoder } of candidates) if (encoder !== base) await encoder.dispose();
    throw error;
  }
  const best = chooseCandidate(judged, heldOut);
  for (const { encoder } of judged) {
    if (encoder !== best.encoder && encoder !== base) await encoder.dispose();
  }
  const report = {
    examples: examples.length,
    seed,
    ...(material.grouped && { grouped: material.grouped }),
    heldOut: heldOut.length,
    epochs: tuned.epochs,
    epoch: tuned.epoch,
    ended: tuned.ended,
    share: best.share,
    ...(heldOut.length > 0 && { accuracy: { before: judged[0].accuracy, after: best.accuracy } }),
  };
  const { share, adapter, encoder } = best;
  return { report, encoder, tuned: share === 0 ? before : adapter && { adapter, report } };
}

/** The examples of a task that an encoder was tuned on, by the report of its tuning. */
export function tunedExamples(examples: readonly Example[], report: TuningReport): ReadonlySet<Example> {
  return new Set(splitExamples(examples.slice(0, report.examples), report).learnt);
}

interface Split {
  readonly learnt: readonly Example[];
  readonly heldOut: readonly Example[];
}

function splitExamples(
  examples: readonly Example[],
  { seed, grouped }: Pick<TuningReport, "seed" | "grouped">,
): Split {
  const groups = grouped ? groupTexts(examples.map(({ text }) => text)).groups : copiesOfClass(examples);
  const held = new Set(heldOutRows(examples, groups, seed));
  return {
    learnt: examples.filter((_, i) => !held.has(i)),
    heldOut: examples.filter((_, i) => held.has(i)),
  };
}

/** Numbers of equal texts of one class, as pilesort 0.1.0 split them: what a model learnt from must be known exactly. */
function copiesOfClass(examples: readonly Example[]): number[] {
  const numbers = new Map<string, number>();
  return examples.map(({ label, text }, i) => {
    const key = JSON.stringify([label, text]);
    if (!numbers.has(key)) numbers.set(key, i);
    return numbers.get(key)!;
  });
}

/** A task's examples, split, and as tokens. */
interface Material extends Split, Pick<TuningReport, "seed" | "grouped"> {
  /** To learn from: examples, and pieces of prompts. */
  readonly rows: readonly TuningRow[];
  /** To judge by. */
  readonly heldOutRows: readonly TuningRow[];
}

function materialOf(task: TuningTask, { tokenizer }: TunableBase): Material {
  const { seed, grouped } = task.before?.report ?? { seed: task.seed, grouped: true as const };
  const { learnt, heldOut } = splitExamples(task.examples, { seed, grouped });
  const tokens = ({ text, label }: Example): TuningRow => ({ label, ids: tuningTokens(tokenizer, text) });
  const pieces = task.pieces.filter(isShort).map(tokens);
  const rows = [...learnt.map(tokens), ...promptRows(pieces, learnt.length / task.classes.length)];
  return { seed, grouped, learnt, heldOut, rows, heldOutRows: heldOut.map(tokens) };
}

async function learn(
  task: TuningTask,
  { rows, heldOutRows }: Material,
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

/** Whole prompts take as long to learn from as all their clauses and items, and add nothing. */
function isShort({ kind }: PromptPiece): boolean {
  return kind !== "whole" && kind !== "named";
}

/**
 * Pieces of prompts to learn from beside examples: those of a class count together as a share of the examples that a
 * class has on average, so that few examples cannot pull the encoder away from what the classes are said to be.
 */
function promptRows(pieces: readonly TuningRow[], examplesPerClass: number): TuningRow[] {
  const counts = new Map<string, number>();
  for (const { label } of pieces) counts.set(label, (counts.get(label) ?? 0) + 1);
  const weight = Math.min(promptShare * examplesPerClass, mostPromptExamples);
  return pieces.map((piece) => ({ ...piece, weight: weight / counts.get(piece.label)! }));
}

function toEvent({
  epoch,
  epochs,
  step,
  steps,
  meanLoss: loss,
  heldOut,
  share,
}: TuningProgress): ProgressEvent {
  const heldOutAccuracy = heldOut?.accuracy;
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
