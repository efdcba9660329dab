import type { ProgressListener } from "../async/progress.ts";
import type { Encoder, EncoderIdentity } from "../encoder/encoder.ts";
import {
  argumentError,
  GenerationError,
  InputError,
  isOptions,
  ModelFileError,
  NotTrainedError,
  requireOptions,
} from "../errors.ts";
import { listNames } from "../files/list-names.ts";
import type { LearntAdapter, Tuning, TuningTask } from "../fine-tuning/tune-encoder.ts";
import type { GenerationOptions } from "../generation/generation-options.ts";
import type { GenerationReport } from "../generation/generation-report.ts";
import type { GenerationPlan } from "../generation/plan-generation.ts";
import { modelFromBytes, modelToBytes } from "../model-file/bytes.ts";
import { checkCheckpoint, claimCheckpoint, removeCheckpoint } from "../model-file/checkpoint-file.ts";
import { loadModel } from "../model-file/load.ts";
import type { Model, SavedAdapter } from "../model-file/model.ts";
import { checkSave, saveModel } from "../model-file/save.ts";
import { cutPrompts } from "../prompts/snippets.ts";
import { checkClasses, checkClassName, checkDefinitions } from "../task/check-classes.ts";
import { checkLabels, type LabelOptions } from "../task/labels/check-labels.ts";
import type { ClassDefinition, Example, JsonObject, NoneExample, Origin } from "../task/task.ts";
import { answers } from "../trained-model/answers.ts";
import type { Classification, ClassifyOptions } from "../trained-model/classification.ts";
import type { Fit, FitReport } from "../trained-model/fit.ts";
import { predictProbabilities } from "../trained-model/predict.ts";
import { RememberedRows } from "../trained-model/remembered-rows.ts";
import { restoreAdapter, storeAdapter } from "../trained-model/stored-adapter.ts";
import { restoreFit, storeFit } from "../trained-model/stored-fit.ts";
import { restoreTuningReport, type TuningReport } from "../trained-model/tuning-report.ts";
import { fitPiles, type PilesInput } from "../training/fit-piles.ts";
import type { Adapter } from "../tuning/adapter/adapter.ts";
import type { AddedExamples } from "./added-examples.ts";
import {
  checkClassifierOptions,
  checkDefinition,
  checkExamples,
  checkGenerationArguments,
  checkPath,
  checkTexts,
  checkTrainingOptions,
  checkWorkOptions,
} from "./check-arguments.ts";
import { encoderAt } from "./encoder-place.ts";
import { EncoderSlot } from "./encoder-slot.ts";
import { checkClassifyOptions, checkTrainingSettings, type TrainingSettings } from "./settings.ts";
import { restoreSettings, storeSettings } from "./stored-settings.ts";
import { TaskDraft } from "./task-draft.ts";

export interface ClassifierOptions extends Partial<TrainingSettings> {
  /** The bundled encoder unless given: a folder, the name of a pulled one, or any Encoder. */
  readonly encoder?: string | Encoder;
  /** Folder with the pulled encoders, if `encoder` is the name of one. Default: the user's cache folder. */
  readonly store?: string;
  /** Folder in which embeddings are kept between runs; memory only unless given. */
  readonly cacheFolder?: string;
  /**
   * Maximum number of windows of 256 tokens that are read of a text, default 16 (about 3,000 English words). The rest of a
   * longer text is not read; `charactersRead` of its classification says so. It bounds the time that one text takes.
   */
  readonly maxWindows?: number;
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
  /**
   * File in which tuning keeps its state. A tuning that was killed resumes from it. It is removed when a training is
   * done, also by a training without tuning. If another process uses it, this training keeps no state.
   */
  readonly checkpoint?: string;
}

/** What a model was trained from, how far to trust it, and how its encoder was tuned. */
export interface TrainingReport extends FitReport {
  /** Absent where the encoder is not tuned and the last training did not try to. */
  readonly tuning?: TuningReport;
  /** Number of examples that are too long to be read whole; absent if there are none. */
  readonly longExamples?: number;
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
  /** Work that uses the encoder and has not ended. */
  readonly #running = new Set<Promise<unknown>>();
  #trained: Trained | undefined;
  /** Anything that is worth keeping with the model; never interpreted. */
  metadata: JsonObject;

  constructor(options: ClassifierOptions = {}) {
    checkClassifierOptions(options);
    this.#settings = checkTrainingSettings(options);
    this.#encoder = new EncoderSlot({ ...options, maxWindows: this.#settings.maxWindows });
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
    if (!isOptions(prompts)) throw argumentError("prompts", "an object { name: prompt }", prompts);
    checkTrainingOptions(options);
    const definitions = checkDefinitions(Object.entries(prompts).map(([name, prompt]) => ({ name, prompt })));
    for (const definition of definitions) this.#draft.define(definition);
    return this.train(options);
  }

  /** Names a class, or changes its prompt or metadata. Counts from the next training on. */
  defineClass(definition: ClassDefinition): void {
    checkDefinition(definition);
    this.#draft.define(definition);
  }

  /**
   * Adds one text or several to a class's pile. A name that is new becomes a class.
   *
   * An example that the classifier has already, with the same text, label and origin, is not added again: giving it
   * several times does not make it count more.
   * @returns how many examples are new, were known before, or repeat another one of this call
   * @throws InputError if the name is new and nearly the name of a class, a number where the classes have names, or a
   * word for a missing value such as "nan"; see LabelOptions
   */
  addDataToClass(
    name: string,
    textOrTexts: string | readonly string[],
    origin: Exclude<Origin, "prompt"> = "real",
    options: LabelOptions = {},
  ): AddedExamples {
    const texts = checkTexts(textOrTexts);
    if (origin !== "real" && origin !== "generated") {
      throw argumentError("origin", '"real" or "generated"', origin);
    }
    const [{ label }] = this.#checkLabels([{ label: checkClassName(name) }], options);
    if (texts.length === 0) this.#draft.define({ name: label });
    return this.#draft.addExamples(texts.map((text) => ({ label, text, origin })));
  }

  /**
   * Adds examples as they are read from files. Examples whose label is a word for a missing value are left out: see
   * checkLabels, which also reports them.
   * @returns what addDataToClass returns
   * @throws InputError if a label is nearly the name of a class, or a number where the classes have names
   */
  addExamples(examples: readonly Example[], options: LabelOptions = {}): AddedExamples {
    checkExamples(examples, true);
    requireOptions(options);
    return this.#draft.addExamples(this.#checkLabels(examples, options));
  }

  #checkLabels<Row extends { readonly label: string }>(
    rows: readonly Row[],
    options: LabelOptions,
  ): readonly Row[] {
    // Most labels are exactly the name of a class, and calls come one per text.
    if (options.labelMap === undefined && rows.every(({ label }) => this.#draft.names.has(label)))
      return rows;
    return checkLabels(rows, { ...options, classes: this.#draft.names }).rows;
  }

  /**
   * Adds texts that belong to none of the classes: they teach where the classes end.
   * @returns what addDataToClass returns
   */
  addNoneExamples(examples: readonly NoneExample[]): AddedExamples {
    checkExamples(examples, false);
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
    checkGenerationArguments(options);
    return this.#run(() => this.#generate(options));
  }

  async #generate(options: GenerationOptions & WorkOptions): Promise<GenerationReport> {
    const { generatePiles } = await import("../generation/generation.ts");
    const encoder = await this.#encoder.open();
    const task = { classes: checkClasses(this.classes), examples: this.examples, encoder };
    const { report, examples, noneExamples } = await generatePiles(task, options, options);
    this.#draft.addExamples(notThereYet(examples, this.examples));
    this.#draft.addNoneExamples(notThereYet(noneExamples, this.noneExamples));
    const wroteNothing = options.model !== undefined && report.examples === 0;
    const failed = report.short.filter(
      ({ error, cap }) => error !== undefined || (wroteNothing && cap === undefined),
    );
    if (failed.length > 0 && options.keepGoing !== true) throw generationError(failed, report);
    return report;
  }

  /** What generate() would take, with nothing sent: calls, tokens, seconds, and money where prices are given. */
  async planGeneration(
    options: Omit<GenerationOptions, "folder" | "model"> & Pick<WorkOptions, "signal"> = {},
  ): Promise<GenerationPlan> {
    requireOptions(options);
    checkGenerationArguments({ ...options, folder: "unused" });
    return this.#run(async () => {
      const { planGeneration } = await import("../generation/generation.ts");
      const encoder = await this.#encoder.open();
      const task = { classes: checkClasses(this.classes), examples: this.examples, encoder };
      return planGeneration(task, { ...options, generator: "plan" }, options);
    });
  }

  /**
   * Fits the piles as they are now, and tunes the encoder on them where that was asked for or is worth it. The old fit
   * answers until the new one stands.
   * @throws InputError fewer than two classes, a class with neither prompt nor examples, tuning without examples or
   * with an encoder that cannot be tuned; CancelledError
   */
  async train(options: TrainingOptions = {}): Promise<TrainingReport> {
    checkTrainingOptions(options);
    return this.#run(() => this.#train(options));
  }

  async #train(options: TrainingOptions): Promise<TrainingReport> {
    const classes = checkClasses(this.classes);
    refuseEmptyPiles(classes, this.examples);
    const task = {
      classes,
      snippets: cutPrompts(this.classes),
      examples: [...this.examples],
      noneExamples: [...this.noneExamples],
      ...this.#settings,
    };
    const base = await this.#encoder.open();
    const tuning = await this.#tune(
      { ...task, base, before: this.#trained?.tuned, open: this.#openWith },
      options,
    );
    try {
      const report = await this.#fit(task, base, tuning, options);
      if (options.checkpoint !== undefined) await removeCheckpoint(options.checkpoint);
      return report;
    } catch (error) {
      if (tuning && tuning.encoder !== base) await tuning.encoder.dispose();
      throw error;
    }
  }

  /** Fits the piles, with the encoder that a tuning gave, or else the one tuned before, or the base. */
  async #fit(
    task: Omit<PilesInput, "encoder">,
    base: Encoder,
    tuning: Tuning | undefined,
    { onProgress, signal }: TrainingOptions,
  ): Promise<TrainingReport> {
    const { encoder, tuned, report: last } = tuning ?? (await this.#tunedBefore()) ?? { encoder: base };
    const seenByEncoder =
      tuned && (await import("../fine-tuning/tuning-examples.ts")).tunedExamples(task.examples, tuned.report);
    const fit = await fitPiles({ ...task, encoder, seenByEncoder, onProgress, signal });
    if (tuned) this.#encoder.keepTuned(tuned.adapter, encoder);
    const longExamples = task.examples.filter(
      ({ text }) => charactersReadOf(encoder, text) !== undefined,
    ).length;
    const report = { ...withTuning(fit.report, last), ...(longExamples > 0 && { longExamples }) };
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
    const texts = [...checkTexts(textOrTexts)];
    checkWorkOptions(options);
    checkClassifyOptions(options);
    const { fit, tuned, remembered } = this.#lastTraining();
    return this.#run(async () => {
      const encoder = await (tuned ? this.#encoder.openTuned(tuned.adapter) : this.#encoder.open());
      const vectors = await encoder.embed(texts, options);
      const whitener = encoder.background?.whitener;
      const { probabilities, none } = await predictProbabilities(fit, vectors, whitener);
      remembered.answer(texts, fit.classes, probabilities, none);
      return answers(texts, fit.classes, probabilities, none, options).map((answer) => {
        const charactersRead = charactersReadOf(encoder, answer.text);
        return charactersRead === undefined ? answer : { ...answer, charactersRead };
      });
    });
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
    checkPath(path);
    await saveModel(await this.#toModel(path), path);
  }

  /**
   * Checks all that save(path) needs, so that no training is lost because its model cannot be saved: the place, and what
   * was gathered so far. Nothing is changed.
   * @param checkpoint the checkpoint file that train() is going to use
   * @throws InputError as save() and train() would
   * @example await classifier.checkSave("models/mail");
   */
  async checkSave(path: string, options: Pick<TrainingOptions, "checkpoint"> = {}): Promise<void> {
    checkPath(path);
    requireOptions(options);
    const { checkpoint } = options;
    await checkSave(await this.#toModel(path), path);
    if (checkpoint !== undefined) await checkCheckpoint(checkpoint);
  }

  /** The same as save, as bytes for those who keep models elsewhere. */
  async toBytes(): Promise<Uint8Array> {
    return modelToBytes(await this.#toModel());
  }

  /**
   * @throws ModelFileError with the reason: missing, foreign, damaged, newer, or made with another encoder
   */
  static async load(path: string, options: LoadOptions = {}): Promise<Classifier> {
    checkPath(path);
    checkClassifierOptions(options);
    return Classifier.#fromModel(await loadModel(path), { path, folder: path }, options);
  }

  static async fromBytes(bytes: Uint8Array, options: LoadOptions = {}): Promise<Classifier> {
    if (!(bytes instanceof Uint8Array)) throw argumentError("bytes", "a Uint8Array", bytes);
    checkClassifierOptions(options);
    return Classifier.#fromModel(modelFromBytes(bytes), { path: "the given bytes" }, options);
  }

  /**
   * Frees the encoder if this classifier opened it for itself. Calls of classify, train and the like that are under way
   * end first. A later call opens the encoder again.
   */
  async dispose(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
    await this.#encoder.dispose();
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    const running = work();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
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
    const { tuneEncoder, tuneIfWorthwhile } = await import("../fine-tuning/tune-encoder.ts");
    const checkpoints = checkpoint === undefined ? undefined : await claimCheckpoint(checkpoint);
    try {
      const work = { onProgress, signal, stop, checkpoints };
      return await (tune === "auto" ? tuneIfWorthwhile(task, work) : tuneEncoder(task, work));
    } finally {
      await checkpoints?.release();
    }
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

  /** @param folder where it is to be saved; undefined for bytes */
  async #toModel(folder?: string): Promise<Model> {
    const encoderPlace = this.#trained && (await this.#encoder.placeFor(folder));
    return {
      classes: this.classes,
      examples: this.examples,
      ...(this.noneExamples.length > 0 && { noneExamples: this.noneExamples }),
      metadata: this.metadata,
      settings: storeSettings(this.#settings),
      ...(this.#trained && storeTraining(this.#trained)),
      ...(encoderPlace && { encoderPlace }),
    };
  }

  static async #fromModel(model: Model, source: ModelSource, options: LoadOptions): Promise<Classifier> {
    const { path, folder } = source;
    const { encoder: base, encoderPlace: place } = model;
    const remembered =
      options.encoder === undefined && base !== undefined && place !== undefined
        ? { encoder: await encoderAt(place, base.name, { path, folder, store: options.store }) }
        : {};
    const { maxWindows, ...settings } = restoreSettings(model.settings, path);
    const classifier = new Classifier({
      ...settings,
      // An encoder that is open already has a number of its own.
      ...(typeof options.encoder !== "object" && { maxWindows }),
      ...remembered,
      ...givenOptions(options),
      metadata: model.metadata,
    });
    try {
      await classifier.#restore(model, path);
      return classifier;
    } catch (error) {
      await classifier.dispose();
      throw error;
    }
  }

  async #restore({ encoder: base, fit, adapter, ...model }: Model, path: string): Promise<void> {
    for (const definition of model.classes) this.#draft.define(definition);
    this.#draft.restore(model.examples, model.noneExamples ?? []);
    if (base === undefined || fit === undefined) return;
    const tuned = adapter && restoreLearnt(adapter, path);
    const restored = restoreFit(fit, base.dimensions, path);
    await this.#refuseForeignEncoder(base, tuned, path);
    const report = withTuning(restored.fit.report, tuned?.report ?? restored.tuning);
    const remembered = new RememberedRows(realRowsOf(model, report));
    this.#trained = { fit: restored.fit, base, tuned, report, remembered };
  }

  /** A fit belongs to one encoder; a tuned one is opened from the bundled encoder's files, whatever else is chosen. */
  async #refuseForeignEncoder(base: EncoderIdentity, tuned: LearntAdapter | undefined, path: string) {
    if (tuned) {
      const { identity } = await this.#encoder.openTuned(tuned.adapter, path);
      const { tunedIdentity } = await import("../tuning/adapter/open-tuned-encoder.ts");
      const expected = tunedIdentity(base, tuned.adapter);
      if (identity.fingerprint !== expected.fingerprint) throw foreignEncoder(expected, identity, path);
    }
    if (!tuned || this.#encoder.isChosen) {
      const { identity } = await this.#encoder.open();
      if (base.fingerprint !== identity.fingerprint) throw foreignEncoder(base, identity, path);
    }
  }
}

/** A model to be opened: its name for messages, and its folder, if it is in one. */
interface ModelSource {
  readonly path: string;
  readonly folder?: string;
}

/** Options without those that are undefined, which would replace what was saved. */
function givenOptions(options: LoadOptions): LoadOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** A text is called long if more characters than this are not read: fewer do not matter. */
const unreadCharacters = 1000;

/** About how many characters of a long text an encoder reads; undefined for a text that it reads (nearly) whole. */
function charactersReadOf(encoder: Encoder, text: string): number | undefined {
  if (text.length <= unreadCharacters || encoder.charactersRead === undefined) return undefined;
  const read = encoder.charactersRead(text);
  return text.length - read > unreadCharacters ? read : undefined;
}

/** The real rows that a saved model was trained on: rows that were added after the training stand behind them. */
function realRowsOf({ examples }: Pick<Model, "examples">, { real }: FitReport): Example[] {
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
  const isOtherVersion = base.name === identity.name;
  const what = isOtherVersion
    ? "this is another version of it: its files, or the options it was opened with, differ"
    : `this is ${identity.name}`;
  const remedy = isOtherVersion
    ? "Give the encoder that the model was made with as the option encoder (--encoder), or train again"
    : "Give its own encoder as the option encoder (--encoder): a folder, the name of a pulled encoder, or in code an Encoder object, such as openRemoteEncoder returns for the same url and model. Or train again";
  return new ModelFileError(
    path,
    `The model was made with the encoder ${base.name}, and ${what}. ${remedy}.`,
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

function generationError(
  failed: GenerationReport["short"],
  { files, examples }: GenerationReport,
): GenerationError {
  const names = failed.map(({ label }) => label);
  const listed = listNames(names.map((name) => JSON.stringify(name)));
  const error = failed.find((each) => each.error !== undefined)?.error;
  const reason =
    error?.message.replace(/\.$/, "") ?? `every text that was written was dropped, see ${files.dropped}`;
  const others = examples === 0 ? "" : ` The examples of the other classes are in ${files.piles}.`;
  return new GenerationError(
    `Examples could not be written for ${listed}: ${reason}.${others} Run again to ask for these once more, ask for everything again with fresh (--fresh), or train on what there is with keepGoing (--keep-going).`,
    names,
    { cause: error },
  );
}
