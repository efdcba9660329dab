import type { Encoder } from "../encoder/encoder.ts";
import { InputError } from "../errors.ts";
import type { Tuning, TuningTask } from "../fine-tuning/tune-encoder.ts";
import { claimCheckpoint } from "../model-file/checkpoint-file.ts";
import { type Clean, cleanExamples, cleanText } from "../task/clean/clean-text.ts";
import type { ClassDefinition, Example } from "../task/task.ts";
import type { UnlabeledSample } from "../task/unlabeled-texts.ts";
import { withoutSuperseded } from "../trained-model/corrections.ts";
import { charactersReadOf } from "../trained-model/encoder-channel.ts";
import { type TrainingWarning, withTuning } from "../trained-model/fit.ts";
import { keepVectors } from "../trained-model/known-vectors.ts";
import { RememberedRows } from "../trained-model/remembered-rows.ts";
import { TrainedModel } from "../trained-model/trained-model.ts";
import { fitPiles, type PilesInput } from "../training/fit-piles.ts";
import { fitLabelSets } from "../training/label-sets/fit-label-sets.ts";
import { checkDraft } from "./check-draft.ts";
import type { ClassifierParts } from "./classifier-parts.ts";
import { correctedOtherwise } from "./corrected-otherwise.ts";
import { type CorrectedTask, emptied, withCorrections } from "./corrected-task.ts";
import { describedTask } from "./described-task.ts";
import type { EncoderSlot } from "./encoder-slot.ts";
import type { TrainingOptions } from "./options.ts";
import type { TrainingSettings } from "./settings.ts";
import type { TaskDraft } from "./task-draft.ts";
import { TrainingEmbeddings } from "./training-embeddings.ts";

type Task = Omit<TuningTask, "base" | "before" | "open" | "readFiles"> &
  Pick<PilesInput, "tree"> & { readonly clean: Clean; readonly multiLabel?: boolean };

/**
 * Fine-tunes the encoder if the option `tune` says so, then fits the piles. The classifier itself does not change. The
 * encoder's files are read at most once.
 * @param before the model of the last training
 * @throws InputError if the task cannot be trained; CancelledError
 */
export function trainModel(
  { draft, settings, slot }: Pick<ClassifierParts, "draft" | "settings" | "slot">,
  before: TrainedModel | undefined,
  options: TrainingOptions,
): Promise<TrainedModel> {
  const classes = checkDraft(draft);
  const { snippets, tree } = describedTask(draft);
  if (settings.multiLabel) rejectOneClassOptions(draft, settings);
  const corrected = withCorrections(draft, before?.parts.corrections);
  rejectEmptyPiles(classes, corrected.examples);
  const task = {
    classes,
    snippets,
    tree,
    examples: cleanExamples(corrected.examples, settings.clean),
    noneExamples: cleanExamples(corrected.noneExamples, settings.clean),
    words: options.words,
    ...settings,
  };
  return slot.keepFilesDuring(async () => {
    const base = await slot.open();
    const unlabeled = cleanUnlabeled(draft.unlabeled.sample(), settings.clean);
    const tuning = await tune(
      {
        ...task,
        unlabeled,
        base,
        before: before?.parts.learnt,
        open: slot.openWith,
        readFiles: slot.readFiles,
      },
      !settings.multiLabel && mayTuneByDefault(task.examples, before),
      options,
    );
    const embeddings = new TrainingEmbeddings(options);
    try {
      const found = await fitTask(
        { ...task, unlabeled },
        corrected,
        base,
        tuning ?? (await tunedBefore(slot, before)),
        { ...options, embeddings },
      );
      await embeddings.end(true);
      draft.keepHierarchy();
      draft.insertExamples(corrected.examples.length - corrected.added.length, corrected.added);
      draft.addNoneExamples(corrected.addedNone);
      return withWarnings(found, unlabeledMissing(unlabeled === undefined, before));
    } catch (error) {
      await embeddings.end(false);
      if (tuning && tuning.encoder !== base) await tuning.encoder.dispose();
      throw error;
    }
  });
}

function cleanUnlabeled(sample: UnlabeledSample | undefined, clean: Clean): UnlabeledSample | undefined {
  return sample && { ...sample, texts: sample.texts.map((text) => cleanText(text, clean)) };
}

/**
 * Fits the piles with the fine-tuned encoder if there is one, else with the base encoder.
 * @param corrected the examples before they were cleaned, and the corrections
 */
async function fitTask(
  task: Task,
  corrected: CorrectedTask,
  base: Encoder,
  tuning: Tuning | undefined,
  { onProgress, signal, embeddings }: TrainingOptions & { readonly embeddings: TrainingEmbeddings },
): Promise<TrainedModel> {
  const { encoder, tuned: learnt, report: last } = tuning ?? { encoder: base };
  const seen = learnt && (await import("../fine-tuning/tuning-examples.ts"));
  const seenByEncoder = seen?.tunedExamples(task.examples, learnt!.report);
  const { corrections } = corrected;
  const given = withoutSuperseded(corrected.examples, corrections?.history ?? []);
  const cleaned = new Map(corrected.examples.map((example, i) => [example, task.examples[i]]));
  const examples = given.map((example) => cleaned.get(example)!);
  const kept = embeddings.of(encoder);
  const piles = { ...task, examples, encoder: kept, seenByEncoder, onProgress, signal };
  const seenNone = seen?.tunedNoneExamples(task.noneExamples, learnt!.report);
  const fit = await (task.multiLabel
    ? fitLabelSets({ ...piles, seenByEncoder: seenByEncoder && new Set([...seenByEncoder, ...seenNone!]) })
    : fitPiles(piles));
  const warnings = [...fit.report.warnings, ...correctedOtherwise(corrected)];
  const found = { ...fit, report: { ...fit.report, warnings } };
  const longExamples = task.examples.filter(
    ({ text }) => charactersReadOf(encoder, text) !== undefined,
  ).length;
  const report = { ...withTuning(found.report, last), ...(longExamples > 0 && { longExamples }) };
  const remembered = new RememberedRows(given);
  const known = await keepVectors(kept, task.examples);
  const details = {
    ...(corrections && { corrections: emptied(corrections, found) }),
    ...(known && { known }),
  };
  const withoutWords = task.words === false && { withoutWords: true as const };
  const parts = {
    fit: found,
    base: base.identity,
    learnt,
    report,
    remembered,
    clean: task.clean,
    ...details,
  };
  return new TrainedModel({ ...parts, ...withoutWords }, encoder);
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

/**
 * Tells whether "auto" may fine-tune: new models, and models that have twice as many examples as before. A few corrections
 * are then fitted at once, without minutes of fine-tuning.
 */
function mayTuneByDefault(examples: readonly Example[], before: TrainedModel | undefined): boolean {
  if (before === undefined) return true;
  const { learnt, fit } = before.parts;
  return learnt === undefined && examples.length >= 2 * (fit.report.generated + fit.report.real);
}

/** Returns the encoder of an earlier fine-tuning, in the form of a new one. */
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

/** Adds warnings to the report of a model, and to the report that is saved with its fit. */
export function withWarnings(model: TrainedModel, warnings: readonly TrainingWarning[]): TrainedModel {
  if (warnings.length === 0) return model;
  const { fit, report } = model.parts;
  const all = { warnings: [...report.warnings, ...warnings] };
  const parts = { fit: { ...fit, report: { ...fit.report, ...all } }, report: { ...report, ...all } };
  return new TrainedModel({ ...model.parts, ...parts }, model.encoder);
}

/** Rejects the options that training with several labels per text does not know. */
function rejectOneClassOptions(draft: TaskDraft, { priors }: TrainingSettings): void {
  const unfit =
    draft.unlabeled.sample() !== undefined
      ? "Learning from texts without labels is"
      : priors !== "balanced"
        ? "The option priors is"
        : undefined;
  if (unfit === undefined) return;
  throw new InputError(`${unfit} not available with several labels per text (multiLabel); train without it.`);
}

function rejectEmptyPiles(classes: readonly ClassDefinition[], examples: readonly Example[]): void {
  const withExamples = new Set(examples.map(({ label }) => label));
  const empty = classes.find(({ name, prompt }) => prompt === undefined && !withExamples.has(name));
  if (empty !== undefined) {
    throw new InputError(
      `The class ${JSON.stringify(empty.name)} has neither a description (prompt) nor examples; give it one of them.`,
    );
  }
}
