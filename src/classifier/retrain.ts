import { InputError } from "../errors.ts";
import { counted } from "../files/readable-numbers.ts";
import { zeros } from "../math/matrix.ts";
import { encodeContents } from "../model-file/contents.ts";
import type { Example } from "../task/task.ts";
import { type Corrections, isOpen, labelsOf } from "../trained-model/corrections.ts";
import type { TrainingReport, TrainingWarning } from "../trained-model/fit.ts";
import { TrainedModel } from "../trained-model/trained-model.ts";
import { requireTrained } from "./check-arguments.ts";
import type { ClassifierParts } from "./classifier-parts.ts";
import { withScores } from "./correct.ts";
import type { TrainingOptions } from "./options.ts";
import { toModel } from "./saved-model.ts";
import { TaskDraft } from "./task-draft.ts";
import { trainModel, withWarnings } from "./train-model.ts";

/** How to train again. Fine-tuning and words are used as in the last training. */
export type RetrainOptions = Omit<TrainingOptions, "tune" | "words">;

/** How a training from the model's own data compares with the model. */
export interface RetrainingReport {
  /** Whether the new model has the same bytes as the old one. */
  readonly isSame: boolean;
  /** The files of the model folder that differ. Empty if none does. */
  readonly changedFiles: readonly string[];
  /** What the model does not keep, or what was done otherwise than in its training, one sentence each. */
  readonly notes: readonly string[];
}

/** The state of a training, before it is the state of the classifier. */
type Stage = Pick<ClassifierParts, "draft" | "settings" | "slot">;

/**
 * Trains the model of the last training again from its own data, without anything that it has learnt; see
 * Classifier.retrain.
 */
export async function retrainModel(
  parts: ClassifierParts,
  options: RetrainOptions,
): Promise<RetrainingReport> {
  const old = requireTrained(parts.last.trained);
  rejectMissingData(parts, old.parts.report);
  const before = await toModel(parts, old, {});
  const trained = await trainInSteps(parts, old, options);
  const warned = withWarnings(trained, warningsToKeep(parts, old));
  const corrected = await withOpenCorrections(warned, old.parts.corrections);
  parts.last.trained = parts.slot.keep(corrected);
  const changedFiles = differences(
    encodeContents(before),
    encodeContents(await toModel(parts, corrected, {})),
  );
  return { isSame: changedFiles.length === 0, changedFiles, notes: notesOf(parts, old) };
}

function rejectMissingData({ draft }: ClassifierParts, report: TrainingReport): void {
  const { examples } = draft;
  if (report.tuning?.examples === 0 && draft.unlabeled.sample() === undefined) {
    throw new InputError(
      "The model cannot be trained again from its own data: its encoder was fine-tuned on texts without labels, which a model does not keep. Give them again.",
    );
  }
  const missing = (["real", "generated"] as const).flatMap((origin) => {
    const found = examples.filter((each) => each.origin === origin).length;
    return found < report[origin] ? [`${found} of ${report[origin]} ${origin} examples`] : [];
  });
  if (missing.length === 0) return;
  throw new InputError(
    `The model cannot be trained again from its own data: it holds ${missing.join(" and ")} of its training. Train with the original data instead.`,
  );
}

/**
 * Repeats the training. An encoder that was fine-tuned on the first examples only is fine-tuned on these first, then the
 * head is fitted on all examples.
 */
async function trainInSteps(
  parts: ClassifierParts,
  old: TrainedModel,
  options: RetrainOptions,
): Promise<TrainedModel> {
  const { report, corrections, withoutWords } = old.parts;
  const words = withoutWords ? { words: false } : {};
  const all = parts.draft.examples;
  const tunedOn = report.tuning?.examples;
  const isTunedBefore = tunedOn !== undefined && tunedOn < all.length;
  const start = await untrained(
    parts,
    old,
    learntFrom(corrections, isTunedBefore ? all.slice(0, tunedOn) : all),
  );
  const tune = tunedOn !== undefined;
  if (!isTunedBefore) return trainModel(stageOf(parts, all), start, { ...options, ...words, tune });
  const first = await trainModel(stageOf(parts, all.slice(0, tunedOn)), start, {
    ...options,
    ...words,
    tune,
  });
  const next = first.with({ corrections: learntFrom(corrections, all), known: first.parts.known });
  return trainModel(stageOf(parts, all), next, { ...options, ...words, tune: false });
}

/** Returns the old model as a training sees a classifier that was never trained but has these corrections. */
async function untrained(
  { slot }: ClassifierParts,
  { parts }: TrainedModel,
  corrections: Corrections | undefined,
): Promise<TrainedModel> {
  const { unlabeled: _, ...report } = parts.report;
  return new TrainedModel({ ...parts, learnt: undefined, report, corrections }, await slot.open());
}

/** Returns the warnings about a training before the last one, which the model's own data does not show. */
function warningsToKeep({ draft }: ClassifierParts, { parts: { report } }: TrainedModel): TrainingWarning[] {
  if (draft.unlabeled.sample() !== undefined) return [];
  return report.warnings.filter(({ kind }) => kind === "unlabeled-missing");
}

/** Returns a draft of these examples, with the classes that a training can use. */
function stageOf({ draft, settings, slot }: ClassifierParts, examples: readonly Example[]): Stage {
  const labels = new Set(examples.map(({ label }) => label));
  const classes = draft.definitions.filter(({ name, prompt }) => prompt !== undefined || labels.has(name));
  const stage = new TaskDraft({ ...settings, hierarchy: draft.hierarchy !== undefined }, draft.unlabeled);
  stage.restore({ classes, examples, noneExamples: draft.noneExamples });
  return { draft: stage, settings, slot };
}

/** Returns the corrections that a training has learnt from and whose texts are among its examples. */
function learntFrom(
  corrections: Corrections | undefined,
  examples: readonly Example[],
): Corrections | undefined {
  if (corrections === undefined) return undefined;
  const keys = new Set(examples.map(({ text, label }) => JSON.stringify([text, label])));
  const history = corrections.history.filter(
    (each) => each.trained && labelsOf(each).every((label) => keys.has(JSON.stringify([each.text, label]))),
  );
  const { vectors, scores } = corrections;
  return { ...corrections, history, vectors: zeros(0, vectors.columns), scores: zeros(0, scores.columns) };
}

/** Returns the new model with all corrections of the old one; those that no training has learnt from are still open. */
async function withOpenCorrections(
  trained: TrainedModel,
  corrections: Corrections | undefined,
): Promise<TrainedModel> {
  if (corrections === undefined) return trained;
  const { fit, known } = trained.parts;
  const none = { vectors: zeros(0, fit.center.length), scores: zeros(0, fit.classes.length) };
  const open = corrections.history.filter(isOpen);
  const scored = await withScores(trained, { ...corrections, ...none, history: [] }, open);
  return trained.with({ corrections: { ...scored, history: corrections.history }, known });
}

function differences(
  before: ReadonlyMap<string, Uint8Array>,
  after: ReadonlyMap<string, Uint8Array>,
): string[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.filter((name) => {
    const [one, other] = [before.get(name), after.get(name)];
    return one === undefined || other === undefined || Buffer.compare(one, other) !== 0;
  });
}

function notesOf({ draft }: ClassifierParts, { parts: { report } }: TrainedModel): string[] {
  const { unlabeled, tuning, real, generated } = report;
  const isUnlabeledMissing = unlabeled !== undefined && draft.unlabeled.sample() === undefined;
  const unused = draft.examples.length - real - generated;
  return [
    ...(isUnlabeledMissing
      ? [
          `The training also had ${unlabeled.given} texts without labels, which a model does not keep; give them again.`,
        ]
      : []),
    ...(tuning?.ended === "stopped"
      ? ["Its fine-tuning was stopped early; this one was not, so the encoder may differ."]
      : []),
    ...(unused > 0
      ? [
          `The model had ${counted(unused, "example")} that its training did not use; this one used ${unused === 1 ? "it" : "them"}.`,
        ]
      : []),
  ];
}
