import type { Encoder } from "../encoder/encoder.ts";
import { InputError } from "../errors.ts";
import type { Tuning, TuningTask } from "../fine-tuning/tune-encoder.ts";
import { claimCheckpoint } from "../model-file/checkpoint-file.ts";
import { cutPrompts } from "../prompts/snippets.ts";
import { checkClasses } from "../task/check-classes.ts";
import type { ClassDefinition, Example } from "../task/task.ts";
import { charactersReadOf } from "../trained-model/encoder-channel.ts";
import { type TrainingWarning, withTuning } from "../trained-model/fit.ts";
import { RememberedRows } from "../trained-model/remembered-rows.ts";
import { TrainedModel } from "../trained-model/trained-model.ts";
import { fitPiles } from "../training/fit-piles.ts";
import type { ClassifierParts } from "./classifier-parts.ts";
import type { EncoderSlot } from "./encoder-slot.ts";
import type { TrainingOptions } from "./options.ts";

type Task = Omit<TuningTask, "base" | "before" | "open" | "readFiles">;

/**
 * Fine-tunes the encoder if that is asked for or worth it, then fits the piles. Nothing of the classifier changes.
 * The encoder's files are read at most once.
 * @param before the model of the last training
 * @throws InputError if the task cannot be trained; CancelledError
 */
export function trainModel(
  { draft, settings, slot }: Pick<ClassifierParts, "draft" | "settings" | "slot">,
  before: TrainedModel | undefined,
  options: TrainingOptions,
): Promise<TrainedModel> {
  const classes = checkClasses(draft.classes);
  rejectEmptyPiles(classes, draft.examples);
  const task = {
    classes,
    snippets: cutPrompts(draft.classes),
    examples: [...draft.examples],
    noneExamples: [...draft.noneExamples],
    words: options.words,
    ...settings,
  };
  return slot.keepFilesDuring(async () => {
    const base = await slot.open();
    const tuning = await tune(
      { ...task, base, before: before?.parts.learnt, open: slot.openWith, readFiles: slot.readBundledFiles },
      mayTuneUnasked(task.examples, before),
      options,
    );
    try {
      // Fine-tuning does not see the texts without labels.
      const whole = { ...task, unlabeled: draft.unlabeled.sample() };
      const model = await fitTask(whole, base, tuning ?? (await tunedBefore(slot, before)), options);
      return withWarnings(model, unlabeledMissing(whole.unlabeled === undefined, before));
    } catch (error) {
      if (tuning && tuning.encoder !== base) await tuning.encoder.dispose();
      throw error;
    }
  });
}

/** Fits the piles with the encoder that a fine-tuning gave, or else with the base. */
async function fitTask(
  task: Task,
  base: Encoder,
  tuning: Tuning | undefined,
  { onProgress, signal }: TrainingOptions,
): Promise<TrainedModel> {
  const { encoder, tuned: learnt, report: last } = tuning ?? { encoder: base };
  const seenByEncoder =
    learnt && (await import("../fine-tuning/tuning-examples.ts")).tunedExamples(task.examples, learnt.report);
  const found = await fitPiles({ ...task, encoder, seenByEncoder, onProgress, signal });
  const longExamples = task.examples.filter(
    ({ text }) => charactersReadOf(encoder, text) !== undefined,
  ).length;
  const report = { ...withTuning(found.report, last), ...(longExamples > 0 && { longExamples }) };
  const remembered = new RememberedRows(task.examples);
  return new TrainedModel({ fit: found, base: base.identity, learnt, report, remembered }, encoder);
}

/** @param isAllowed whether "auto" may fine-tune */
async function tune(
  task: TuningTask,
  isAllowed: boolean,
  { tune: wanted = "auto", stopTuning: stop, checkpoint, onProgress, signal }: TrainingOptions,
): Promise<Tuning | undefined> {
  if (wanted === false || (wanted === "auto" && !isAllowed)) return undefined;
  const { tuneEncoder, tuneIfWorthwhile } = await import("../fine-tuning/tune-encoder.ts");
  const checkpoints = checkpoint === undefined ? undefined : await claimCheckpoint(checkpoint);
  try {
    const work = { onProgress, signal, stop, checkpoints };
    return await (wanted === "auto" ? tuneIfWorthwhile(task, work) : tuneEncoder(task, work));
  } finally {
    await checkpoints?.release();
  }
}

/** Corrections of a model are fitted at once: "auto" fine-tunes new models, and those with far more examples than before. */
function mayTuneUnasked(examples: readonly Example[], before: TrainedModel | undefined): boolean {
  if (before === undefined) return true;
  const { learnt, fit } = before.parts;
  return learnt === undefined && examples.length >= 2 * (fit.report.generated + fit.report.real);
}

/** The encoder that was fine-tuned earlier, in the form of a fine-tuning. */
async function tunedBefore(slot: EncoderSlot, before: TrainedModel | undefined): Promise<Tuning | undefined> {
  const learnt = before?.parts.learnt;
  return learnt && { tuned: learnt, report: learnt.report, encoder: await slot.openTuned(learnt.adapter) };
}

/** Warns if the last training had texts without labels and this one has none, since they are not saved with a model. */
function unlabeledMissing(isMissing: boolean, before: TrainedModel | undefined): TrainingWarning[] {
  const used = before?.parts.report.unlabeled?.used ?? 0;
  if (!isMissing || used === 0) return [];
  const message = `The last training learned from ${used} unlabeled texts, which a model does not keep, and this one did not. Give them again to keep what they gave.`;
  return [{ kind: "unlabeled-missing", classes: [], message }];
}

function withWarnings(model: TrainedModel, warnings: readonly TrainingWarning[]): TrainedModel {
  if (warnings.length === 0) return model;
  const { parts, encoder } = model;
  const report = { ...parts.report, warnings: [...parts.report.warnings, ...warnings] };
  return new TrainedModel({ ...parts, report }, encoder);
}

function rejectEmptyPiles(classes: readonly ClassDefinition[], examples: readonly Example[]): void {
  const withExamples = new Set(examples.map(({ label }) => label));
  const empty = classes.find(({ name, prompt }) => prompt === undefined && !withExamples.has(name));
  if (empty !== undefined) {
    throw new InputError(
      `The class ${JSON.stringify(empty.name)} has neither a prompt nor examples; give it one of them.`,
    );
  }
}
