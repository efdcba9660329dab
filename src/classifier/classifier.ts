import type { ProgressListener } from "../async/progress.ts";
import type { Encoder, EncoderIdentity } from "../encoder/encoder.ts";
import { GenerationError, InputError, ModelFileError, NotTrainedError } from "../errors.ts";
import { modelFromBytes, modelToBytes } from "../model-file/bytes.ts";
import { checkpointFile } from "../model-file/checkpoint-file.ts";
import { loadModel } from "../model-file/load.ts";
import type { Model, SavedAdapter } from "../model-file/model.ts";
import { saveModel } from "../model-file/save.ts";
import type { WritingPlan } from "../piles/generated/plan-writing.ts";
import { cutPrompts } from "../piles/prompt-pieces.ts";
import type { ClassDefinition, Example, JsonObject, NoneExample, Origin } from "../task/task.ts";
import { checkClasses } from "../task/task-schema.ts";
import type { Fit, FitReport } from "../training/fit.ts";
import { fitPiles } from "../training/fit-piles.ts";
import { predictProbabilities } from "../training/predict.ts";
import type { Adapter } from "../tuning/adapter.ts";
import type { AddedExamples } from "./added-examples.ts";
import { answers } from "./answers.ts";
import type { Classification, ClassifyOptions } from "./classification.ts";
import { EncoderSlot } from "./encoder-slot.ts";
import type { GenerationOptions, GenerationReport } from "./generation.ts";
import { RememberedRows } from "./remembered-rows.ts";
import { checkClassifyOptions, checkTrainingSettings, type TrainingSettings } from "./settings.ts";
import { restoreAdapter, storeAdapter } from "./stored-adapter.ts";
import { restoreFit, restoreSettings, storeFit, storeSettings } from "./stored-fit.ts";
import { TaskDraft } from "./task-draft.ts";
import type { LearntAdapter, Tuning, TuningTask } from "./tuning.ts";
import { restoreTuningReport, type TuningReport } from "./tuning-report.ts";

export interface ClassifierOptions extends Partial<TrainingSettings> {
  /** The bundled encoder unless given: a folder, the name of a pulled one, or any Encoder. */
  readonly encoder?: string | Encoder;
  /** Folder in which embeddings are kept between runs; memory only unless given. */
  readonly cacheFolder?: string;
  /** Anything that is worth keeping with the model; never interpreted. */
  readonly metadata?: JsonObject;
}

/** How to open a saved model; settings left out stay as they were saved. */
export type LoadOptions = Omit<ClassifierOptions, "metadata">;

/** What may accompany any long call. */
export interface WorkOptions {
  readonly onProgress?: ProgressListener;
  /** Stops the work with a CancelledError; the classifier stays as it was. */
  readonly signal?: AbortSignal;
}

/** How to train. */
export interface TrainingOptions extends WorkOptions {
  /**
   * Whether the encoder learns the task too, which takes seconds to minutes and makes clearly better models of most
   * piles. "auto", the default: where there are about eight examples a class, it takes less than two minutes by
   * estimate, and there were no more than half as many examples at the training before. A tuned encoder stays as it is
   * unless this is true; then it goes on learning.
   */
  readonly tune?: boolean | "auto";
  /** Ends tuning, keeps the best so far, and goes on to fit. */
  readonly stopTuning?: AbortSignal;
  /** File in which tuning keeps its state, so that one that was killed goes on from there; gone when training is done. */
  readonly checkpoint?: string;
}

/** What a model was trained from, how far to trust it, and how its encoder was tuned. */
export interface TrainingReport extends FitReport {
  /** Absent where the encoder is not tuned and the last training did not try to. */
  readonly tuning?: TuningReport;
}

/** What the last training gave. */
interface Trained {
  readonly fit: Fit;
  /** The encoder without any adapter. */
  readonly base: EncoderIdentity;
  /** What the fit's encoder has learnt. */
  readonly tuned?: LearntAdapter;
  readonly report: TrainingReport;
  /** The user's own rows that were there. */
  readonly remembered: RememberedRows;
}

/**
 * A text classifier made of one paragraph a class, with or without data.
 *
 * Gather (promptTrain, addDataToClass), train, ask (classify, predict, predictProba), keep (save, toBytes).
 * What is added after a training counts from the next one on.
 */
export class Classifier {
  readonly #draft = new TaskDraft();
  readonly #encoder: EncoderSlot;
  readonly #settings: TrainingSettings;
  #trained: Trained | undefined;
  /** Anything that is worth keeping with the model; never interpreted. */
  metadata: JsonObject;

  constructor(options: ClassifierOptions = {}) {
    this.#settings = checkTrainingSettings(options);
    this.#encoder = new EncoderSlot(options.encoder, options.cacheFolder);
    this.metadata = options.metadata ?? {};
  }

  /** The classes in the order in which they were first named. */
  get classes(): readonly ClassDefinition[] {
    return this.#draft.classes;
  }

  /** All generated and real examples; pieces of prompts are cut anew at each training. */
  get examples(): readonly Example[] {
    return this.#draft.examples;
  }

  /** Texts that are known to belong to none of the classes. */
  get noneExamples(): readonly NoneExample[] {
    return this.#draft.noneExamples;
  }

  /** What the last training was made of; undefined before the first. */
  get report(): TrainingReport | undefined {
    return this.#trained?.report;
  }

  /**
   * Names classes by their prompts, then trains on all that was gathered.
   * @param prompts class name -> description; may be left out where classes and data are there already
   * @throws InputError fewer than two classes, an empty name or prompt, a class with neither prompt nor examples
   */
  async promptTrain(
    prompts: Readonly<Record<string, string>> = {},
    options: TrainingOptions = {},
  ): Promise<TrainingReport> {
    for (const [name, prompt] of Object.entries(prompts)) this.#draft.define({ name, prompt });
    return this.train(options);
  }

  /** Names a class, or changes its prompt or metadata. Counts from the next training on. */
  defineClass(definition: ClassDefinition): void {
    this.#draft.define(definition);
  }

  /**
   * Adds one text or several to a class's pile. A name not heard before becomes a class of its own.
   *
   * An example that the classifier has already, with the same text, label and origin, is not added again: giving it
   * several times does not make it count more.
   * @returns how many examples are new, were known before, or repeat another one of this call
   */
  addDataToClass(
    name: string,
    textOrTexts: string | readonly string[],
    origin: Exclude<Origin, "prompt"> = "real",
  ): AddedExamples {
    const texts = checkTexts(textOrTexts);
    if (texts.length === 0) this.#draft.define({ name });
    return this.#draft.addExamples(texts.map((text) => ({ label: name, text, origin })));
  }

  /** Adds examples as they are read from files, with where they come from. Returns what addDataToClass returns. */
  addExamples(examples: readonly Example[]): AddedExamples {
    checkTexts(examples.map(({ text }) => text));
    return this.#draft.addExamples(examples);
  }

  /**
   * Adds texts that belong to none of the classes: they teach where the classes end. Returns what addDataToClass
   * returns.
   */
  addNoneExamples(examples: readonly NoneExample[]): AddedExamples {
    checkTexts(examples.map(({ text }) => text));
    return this.#draft.addNoneExamples(examples);
  }

  /**
   * Has a language model (or generators of one's own) write examples for every class with a prompt, keeps every reply
   * on disk, and adds the good ones to the piles; train() then learns from them. Called again with the same folder it
   * asks only for what is not there yet.
   * @throws InputError, RemoteError where the model cannot be used, CancelledError; GenerationError at the end where
   * classes could not be written about and keepGoing is off, with the other piles added
   */
  async generate(options: GenerationOptions & WorkOptions): Promise<GenerationReport> {
    const { generatePiles } = await import("./generation.ts");
    const encoder = await this.#encoder.open();
    const task = { classes: checkClasses(this.classes), examples: this.examples, encoder };
    const { report, examples, noneExamples } = await generatePiles(task, options, options);
    this.#draft.addExamples(notThereYet(examples, this.examples));
    this.#draft.addNoneExamples(notThereYet(noneExamples, this.noneExamples));
    const failed = report.short.filter(({ error }) => error !== undefined);
    if (failed.length > 0 && options.keepGoing !== true) throw generationError(failed, report);
    return report;
  }

  /** What generate() would take, with nothing sent: calls, tokens, seconds, and money where prices are given. */
  async planGeneration(
    options: Omit<GenerationOptions, "folder" | "model"> & Pick<WorkOptions, "signal"> = {},
  ): Promise<WritingPlan> {
    const { planGeneration } = await import("./generation.ts");
    const encoder = await this.#encoder.open();
    const task = { classes: checkClasses(this.classes), examples: this.examples, encoder };
    return planGeneration(task, { ...options, generator: "plan" }, options);
  }

  /**
   * Fits the piles as they are now, and tunes the encoder on them where that was asked for or is worth it. The old fit
   * answers until the new one stands.
   * @throws InputError fewer than two classes, a class with neither prompt nor examples, tuning without examples or
   * with an encoder that cannot be tuned; CancelledError
   */
  async train(options: TrainingOptions = {}): Promise<TrainingReport> {
    const { onProgress, signal } = options;
    const classes = checkClasses(this.classes);
    refuseEmptyPiles(classes, this.examples);
    const task = {
      classes,
      pieces: cutPrompts(this.classes),
      examples: [...this.examples],
      noneExamples: [...this.noneExamples],
      ...this.#settings,
    };
    const base = await this.#encoder.open();
    const tuning = await this.#tune(
      { ...task, base, before: this.#trained?.tuned, open: this.#openWith },
      options,
    );
    const { encoder, tuned, report: last } = tuning ?? (await this.#tunedBefore()) ?? { encoder: base };
    const tunedOn = tuned && (await import("./tuning.ts")).tunedExamples(task.examples, tuned.report);
    const fit = await fitPiles({ ...task, encoder, tunedOn, onProgress, signal });
    if (tuned) this.#encoder.keepTuned(tuned.adapter, encoder);
    const report = withTuning(fit.report, last);
    const remembered = new RememberedRows(task.examples);
    this.#trained = { fit, base: base.identity, tuned, report, remembered };
    return report;
  }

  /**
   * Classifies texts: any strings, empty ones too.
   *
   * A text that equals a row of the user's own data is answered with the row's label, at a probability of 0.9 at least;
   * of several labels the latest counts. It is compared after Unicode normalisation (NFC), without blanks at its ends.
   * Rows that were added after the last training do not count yet.
   * @returns one classification a text, in the order given.
   * @throws NotTrainedError, InputError (options), CancelledError
   */
  async classify(
    textOrTexts: string | readonly string[],
    options: ClassifyOptions & WorkOptions = {},
  ): Promise<Classification[]> {
    const texts = checkTexts(textOrTexts);
    checkClassifyOptions(options);
    const { fit, tuned, remembered } = this.#lastTraining();
    const encoder = await (tuned ? this.#encoder.openTuned(tuned.adapter) : this.#encoder.open());
    const vectors = await encoder.embed(texts, options);
    const { probabilities, none } = await predictProbabilities(fit, vectors, encoder.background?.whitener);
    remembered.answer(texts, fit.classes, probabilities, none);
    return answers(texts, fit.classes, probabilities, none, options);
  }

  /** The most probable class of each text: always one of the classes. */
  async predict(textOrTexts: string | readonly string[]): Promise<string[]> {
    const found = await this.classify(textOrTexts, { top: 1 });
    return found.map(({ prediction }) => prediction as string);
  }

  /** The probability of every class by name, for each text. */
  async predictProba(textOrTexts: string | readonly string[]): Promise<Readonly<Record<string, number>>[]> {
    return (await this.classify(textOrTexts)).map(({ probabilities }) => probabilities);
  }

  /**
   * Saves everything to a folder: classes, prompts, examples, and the fit where there is one. A model of ours that is
   * there already is replaced at once or not at all.
   * @throws InputError where the target is something else or cannot be written
   */
  async save(path: string): Promise<void> {
    await saveModel(this.#toModel(), path);
  }

  /** The same as save, as bytes for those who keep models elsewhere. */
  async toBytes(): Promise<Uint8Array> {
    return modelToBytes(this.#toModel());
  }

  /**
   * @throws ModelFileError with the reason: missing, foreign, damaged, newer, or made with another encoder
   */
  static async load(path: string, options: LoadOptions = {}): Promise<Classifier> {
    return Classifier.#fromModel(await loadModel(path), path, options);
  }

  static async fromBytes(bytes: Uint8Array, options: LoadOptions = {}): Promise<Classifier> {
    return Classifier.#fromModel(modelFromBytes(bytes), "the given bytes", options);
  }

  /** Frees the encoder where this classifier opened it for itself. */
  async dispose(): Promise<void> {
    await this.#encoder.dispose();
  }

  #lastTraining(): Trained {
    if (this.#trained === undefined) {
      throw new NotTrainedError("This classifier was not trained yet; call train() or promptTrain() first.");
    }
    return this.#trained;
  }

  readonly #openWith = (adapter: Adapter): Promise<Encoder> => this.#encoder.openWith(adapter);

  /** Tunes the encoder where that was asked for, or where it goes without asking and is worth it. */
  async #tune(
    task: TuningTask,
    { tune = "auto", stopTuning: stop, checkpoint, onProgress, signal }: TrainingOptions,
  ): Promise<Tuning | undefined> {
    if (tune === false || (tune === "auto" && !this.#mayTuneUnasked())) return undefined;
    const { tuneEncoder, tuneIfWorth } = await import("./tuning.ts");
    const checkpoints = checkpoint === undefined ? undefined : checkpointFile(checkpoint);
    const work = { onProgress, signal, stop, checkpoints };
    const tuning = await (tune === "auto" ? tuneIfWorth(task, work) : tuneEncoder(task, work));
    if (tuning) await checkpoints?.remove();
    return tuning;
  }

  /** Corrections of a model are to be fitted at once: only what is new, or much more than before, is tuned for. */
  #mayTuneUnasked(): boolean {
    if (this.#trained === undefined) return true;
    const { tuned, fit } = this.#trained;
    const before = fit.report.generated + fit.report.real;
    return tuned === undefined && this.examples.length >= 2 * before;
  }

  /** The encoder that was tuned earlier, as a tuning would give it. */
  async #tunedBefore(): Promise<Tuning | undefined> {
    const tuned = this.#trained?.tuned;
    return tuned && { tuned, report: tuned.report, encoder: await this.#encoder.openTuned(tuned.adapter) };
  }

  #toModel(): Model {
    return {
      classes: this.classes,
      examples: this.examples,
      ...(this.noneExamples.length > 0 && { noneExamples: this.noneExamples }),
      metadata: this.metadata,
      settings: storeSettings(this.#settings),
      ...(this.#trained && storeTraining(this.#trained)),
    };
  }

  static async #fromModel(model: Model, path: string, options: LoadOptions): Promise<Classifier> {
    const classifier = new Classifier({
      ...restoreSettings(model.settings, path),
      ...options,
      metadata: model.metadata,
    });
    for (const definition of model.classes) classifier.defineClass(definition);
    classifier.#draft.restore(model.examples, model.noneExamples ?? []);
    const { encoder: base, fit, adapter } = model;
    if (base !== undefined && fit !== undefined) {
      const tuned = adapter && restoreLearnt(adapter, path);
      await classifier.#refuseForeignEncoder(base, tuned, path);
      const restored = restoreFit(fit, base.dimensions, path);
      const report = withTuning(restored.fit.report, tuned?.report ?? restored.tuning);
      const remembered = new RememberedRows(realRowsOf(model, report));
      classifier.#trained = { fit: restored.fit, base, tuned, report, remembered };
    }
    return classifier;
  }

  /** A fit belongs to one encoder; a tuned one is opened from the bundled encoder's files, whatever else is chosen. */
  async #refuseForeignEncoder(base: EncoderIdentity, tuned: LearntAdapter | undefined, path: string) {
    if (tuned) {
      const { identity } = await this.#encoder.openTuned(tuned.adapter, path);
      const { tunedIdentity } = await import("../tuning/open-tuned-encoder.ts");
      const expected = tunedIdentity(base, tuned.adapter);
      if (identity.fingerprint !== expected.fingerprint) throw foreignEncoder(expected, identity, path);
    }
    if (!tuned || this.#encoder.isChosen) {
      const { identity } = await this.#encoder.open();
      if (base.fingerprint !== identity.fingerprint) throw foreignEncoder(base, identity, path);
    }
  }
}

/** The real rows that a saved model was trained on: rows that were added after the training stand behind them. */
function realRowsOf({ examples }: Model, { real }: FitReport): Example[] {
  return examples.filter(({ origin }) => origin === "real").slice(0, real);
}

function withTuning(report: FitReport, tuning: TuningReport | undefined): TrainingReport {
  return tuning === undefined ? report : { ...report, tuning };
}

function storeTraining({ fit, base, tuned, report }: Trained): Pick<Model, "encoder" | "fit" | "adapter"> {
  const adapter = tuned && storeAdapter(tuned.adapter, { ...tuned.report });
  const stored = storeFit({ fit, ...(adapter === undefined && { tuning: report.tuning }) });
  return { encoder: base, fit: stored, ...(adapter && { adapter }) };
}

function restoreLearnt(saved: SavedAdapter, path: string): LearntAdapter {
  const { adapter, report } = restoreAdapter(saved, path);
  return { adapter, report: restoreTuningReport(report, path) };
}

function foreignEncoder(base: EncoderIdentity, identity: EncoderIdentity, path: string): ModelFileError {
  const difference = base.name === identity.name ? "another version or setting of it" : identity.name;
  return new ModelFileError(
    path,
    `The model was made with the encoder ${base.name}, and this is ${difference}; open it with its own encoder, or train again.`,
  );
}

function refuseEmptyPiles(classes: readonly ClassDefinition[], examples: readonly Example[]): void {
  const withExamples = new Set(examples.map(({ label }) => label));
  const empty = classes.find(({ name, prompt }) => prompt === undefined && !withExamples.has(name));
  if (empty !== undefined) {
    throw new InputError(
      `The class ${JSON.stringify(empty.name)} has neither a prompt nor examples; give it one of them.`,
    );
  }
}

/** Examples that no pile holds yet, word for word. */
function notThereYet<T extends { readonly text: string; readonly label?: string }>(
  examples: readonly T[],
  there: readonly T[],
): T[] {
  const keyOf = ({ label, text }: T) => JSON.stringify([label, text]);
  const known = new Set(there.map(keyOf));
  return examples.filter((each) => !known.has(keyOf(each)));
}

function generationError(failed: GenerationReport["short"], { files }: GenerationReport): GenerationError {
  const names = failed.map(({ label }) => label);
  const listed = names.slice(0, 5).map((name) => JSON.stringify(name));
  const more = names.length > 5 ? ` and ${names.length - 5} more` : "";
  const [{ error }] = failed;
  return new GenerationError(
    `Examples could not be written for ${listed.join(", ")}${more} (${error?.message}); the others are in ${files.piles}. Run again to ask for these once more, or train on what there is with keepGoing (--keep-going).`,
    names,
    { cause: error },
  );
}

function checkTexts(textOrTexts: string | readonly string[]): readonly string[] {
  const texts = typeof textOrTexts === "string" ? [textOrTexts] : textOrTexts;
  const wrong = texts.findIndex((text) => typeof text !== "string");
  if (wrong >= 0) throw new InputError(`Text ${wrong + 1} of the list is not a string; give strings only.`);
  return texts;
}
