import type { HeldOutAnswers } from "../calibration/held-out-answers.ts";
import { argumentError, isOptions } from "../errors.ts";
import { modelFromBytes, modelToBytes } from "../model-file/bytes.ts";
import { checkCheckpoint, removeCheckpoint } from "../model-file/checkpoint-file.ts";
import { loadModel } from "../model-file/load.ts";
import type { Model } from "../model-file/model.ts";
import { checkSave, saveModel } from "../model-file/save.ts";
import { requireOptions } from "../options/known-options.ts";
import { checkDefinitions } from "../task/check-classes.ts";
import type { JsonObject } from "../task/task.ts";
import type { Classification, ClassifyOptions, ProbabilityOfClass } from "../trained-model/classification.ts";
import type { TrainingReport } from "../trained-model/fit.ts";
import type { TrainedModel } from "../trained-model/trained-model.ts";
import * as check from "./check-arguments.ts";
import { type ClassifierParts, classifierParts } from "./classifier-parts.ts";
import {
  classifyItems,
  type StreamedClassification,
  type StreamItem,
  type StreamOptions,
} from "./classify-stream.ts";
import { classifyTexts } from "./classify-texts.ts";
import { CorrectedTaskBuilder } from "./corrected-task-builder.ts";
import { classifierOptionNames } from "./option-names.ts";
import type { ClassifierOptions, LoadOptions, TrainingOptions, WorkOptions } from "./options.ts";
import { type ModelSource, openTrained, savedOptions, toModel } from "./saved-model.ts";
import { hasLabelSets, rejectLabelSets } from "./single-label-only.ts";
import { trainModel } from "./train-model.ts";

type Texts = string | readonly string[];
type AnswerOptions = ClassifyOptions & WorkOptions;

/**
 * Builds, trains, uses and saves a text classifier from one paragraph per class, with or without data.
 *
 * Add classes and examples (promptTrain, addDataToClass), train (train), classify (classify, predict, predictProba), and
 * save (save, toBytes). Examples that are added after a training are used from the next training on.
 * @example
 * const classifier = new Classifier();
 * await classifier.promptTrain({ cat: "Cats purr and meow.", dog: "Dogs bark and fetch." });
 * await classifier.predict("it purrs"); // "cat"
 */
export class Classifier extends CorrectedTaskBuilder {
  readonly #parts: ClassifierParts;
  /** Any JSON that should be saved with the model. It is never interpreted. */
  metadata: JsonObject;

  constructor(options: ClassifierOptions = {}) {
    const parts = classifierParts(options);
    super(parts);
    this.#parts = parts;
    this.metadata = options.metadata ?? {};
  }

  /** Report of the last training; undefined before the first. */
  get report(): TrainingReport | undefined {
    return this.#trained?.parts.report;
  }

  /** Whether its answers have several labels per text: the option multiLabel at the last training, or at the next one. */
  get multiLabel(): boolean {
    return hasLabelSets(this.#parts);
  }

  /** Answers to the real examples by fits without them, for precisionDial; undefined if the training made none. */
  get heldOut(): HeldOutAnswers | undefined {
    return this.#trained?.parts.fit.heldOut;
  }

  /**
   * Defines classes by their descriptions, then trains on all descriptions and examples.
   * @param prompts class name -> description. Default: the classes that are defined already
   * @throws InputError as train(), and for an empty name or description
   * @example await classifier.promptTrain({ cat: "Cats purr and meow.", dog: "Dogs bark and fetch." });
   */
  async promptTrain(
    prompts: Readonly<Record<string, string>> = {},
    options: TrainingOptions = {},
  ): Promise<TrainingReport> {
    if (!isOptions(prompts)) throw argumentError("prompts", "an object { name: prompt }", prompts);
    check.checkTrainingOptions(options);
    const definitions = checkDefinitions(Object.entries(prompts).map(([name, prompt]) => ({ name, prompt })));
    for (const definition of definitions) this.#parts.draft.define(definition);
    return this.train(options);
  }

  /**
   * Trains on the current descriptions and examples. Fine-tunes the encoder too, if the option `tune` says so. Until
   * training ends, the old model answers.
   * @throws InputError for fewer than two classes, a class with neither a description nor examples, fine-tuning without
   * examples or of an encoder that cannot be fine-tuned; CancelledError
   * @example await classifier.train({ tune: false });
   */
  async train(options: TrainingOptions = {}): Promise<TrainingReport> {
    check.checkTrainingOptions(options);
    return this.#parts.work.runInTurn(async () => {
      const model = await trainModel(this.#parts, this.#trained, options);
      this.#parts.last.trained = this.#parts.slot.keep(model);
      if (options.checkpoint !== undefined) await removeCheckpoint(options.checkpoint);
      return model.parts.report;
    });
  }

  /**
   * Classifies one text or several. Any string is accepted, empty ones too. A classification has the most probable class
   * as `prediction`, its `probability`, and the `probabilities` of all classes. With an option such as `none` or `threshold` the
   * prediction is null for a text that belongs to no class or is not sure enough; `outcome` says which.
   *
   * A text that equals a real example gets its label, with a probability of at least 0.9. If it has several labels, the
   * latest one counts. Texts are compared after Unicode normalisation (NFC) and without blanks at their start and end.
   * @returns one classification for a text; for a list, one per text in the same order
   * @throws NotTrainedError, InputError (options, or too few held-out answers for them), CancelledError
   * @example (await classifier.classify("it purrs")).prediction; // "cat"
   */
  classify(text: string, options?: ClassifyOptions & WorkOptions): Promise<Classification>;
  classify(texts: readonly string[], options?: ClassifyOptions & WorkOptions): Promise<Classification[]>;
  async classify(given: Texts, options: AnswerOptions = {}): Promise<Classification | Classification[]> {
    return this.#read(given, options, (found) => found);
  }

  /**
   * Classifies a stream of texts, or of objects with a field `text`, in batches and bounded memory. While one batch is
   * classified the next one is read, and no more until the caller takes the answers. If the source pauses, the texts that
   * have arrived are classified. The signal is checked between batches.
   * @returns the classifications in the order of the items, each with its item
   * @throws as classify; an error of the source is thrown after the answers to the items before it
   * @example for await (const { item, prediction } of classifier.classifyStream(rows)) console.log(item, prediction);
   */
  async *classifyStream<Item extends StreamItem>(
    items: Iterable<Item> | AsyncIterable<Item>,
    options: StreamOptions = {},
  ): AsyncGenerator<StreamedClassification<Item>, void, undefined> {
    yield* classifyItems(items, options, (texts, each) => this.#classify(texts, each));
  }

  /**
   * Predicts the most probable class of one text or several. The answer is always one of the classes.
   * @example await classifier.predict(["it purrs", "it barks"]); // ["cat", "dog"]
   */
  predict(text: string, options?: WorkOptions): Promise<string>;
  predict(texts: readonly string[], options?: WorkOptions): Promise<string[]>;
  async predict(given: string | readonly string[], options: WorkOptions = {}): Promise<string | string[]> {
    rejectLabelSets(
      this.#parts,
      "The method predict is",
      "use classify, whose answers have the field labels",
    );
    const forOne = { ...check.workOptions(options), top: 1 };
    return this.#read(given, forOne, ({ prediction }) => prediction as string);
  }

  /**
   * Predicts the probability of every class, by name, for one text or several. The probabilities of a text sum to 1,
   * except if texts may have several labels.
   * @example (await classifier.predictProba("it purrs")).cat; // 0.97
   */
  predictProba(text: string, options?: WorkOptions): Promise<ProbabilityOfClass>;
  predictProba(texts: readonly string[], options?: WorkOptions): Promise<ProbabilityOfClass[]>;
  async predictProba(
    given: Texts,
    options: WorkOptions = {},
  ): Promise<ProbabilityOfClass | ProbabilityOfClass[]> {
    return this.#read(given, check.workOptions(options), ({ probabilities }) => probabilities);
  }

  /**
   * Saves everything to a folder: classes, descriptions, examples, and the trained model if there is one. A model that is
   * there already is replaced, as a whole or not at all.
   * @throws InputError if something other than a model is there, or if the folder cannot be written
   * @example await classifier.save("models/mail");
   */
  async save(path: string): Promise<void> {
    check.checkPath(path);
    await saveModel(await this.#toModel(path), path);
  }

  /**
   * Checks whether save(path) would work, so that no training is lost because its model cannot be saved. Checks the path
   * and the classes and examples so far. Changes nothing.
   * @param options the checkpoint file that train() is going to use
   * @throws InputError as save() and train() would
   * @example await classifier.checkSave("models/mail");
   */
  async checkSave(path: string, options: Pick<TrainingOptions, "checkpoint"> = {}): Promise<void> {
    check.checkPath(path);
    requireOptions(options, { checkpoint: true });
    await checkSave(await this.#toModel(path), path);
    if (options.checkpoint !== undefined) await checkCheckpoint(options.checkpoint);
  }

  /** Returns what save() writes, as one array of bytes, for example for a database. */
  async toBytes(): Promise<Uint8Array> {
    return modelToBytes(await this.#toModel());
  }

  /**
   * Opens a saved model: the folder that `save`, or `pilesort train --save`, wrote. It opens the encoder too, which takes
   * about half a second. Close it with `dispose()`.
   * @throws ModelFileError with the reason: missing, not a model, damaged, newer, or made with another encoder
   * @example const classifier = await Classifier.load("models/mail");
   */
  static async load(path: string, options: LoadOptions = {}): Promise<Classifier> {
    check.checkPath(path);
    requireOptions(options, classifierOptionNames);
    check.checkClassifierOptions(options);
    return Classifier.#fromModel(await loadModel(path), { path, folder: path }, options);
  }

  /** Opens a model from the bytes that toBytes() returned. @throws as load */
  static async fromBytes(bytes: Uint8Array, options: LoadOptions = {}): Promise<Classifier> {
    if (!(bytes instanceof Uint8Array)) throw argumentError("bytes", "a Uint8Array", bytes);
    requireOptions(options, classifierOptionNames);
    check.checkClassifierOptions(options);
    return Classifier.#fromModel(modelFromBytes(bytes), { path: "the given bytes" }, options);
  }

  /**
   * Closes the encoder if this classifier opened it. Waits for running calls first. A later call opens the encoder again.
   * `await using` does the same at the end of a block.
   */
  async dispose(): Promise<void> {
    await this.#parts.work.end();
    await this.#parts.slot.dispose();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  get #trained(): TrainedModel | undefined {
    return this.#parts.last.trained;
  }

  async #read<T>(
    given: string | readonly string[],
    options: ClassifyOptions & WorkOptions,
    read: (found: Classification) => T,
  ): Promise<T | T[]> {
    const found = await this.#classify([...check.checkTexts(given)], options);
    return typeof given === "string" ? read(found[0]) : found.map(read);
  }

  #classify(texts: readonly string[], options: ClassifyOptions & WorkOptions): Promise<Classification[]> {
    return classifyTexts(this.#parts, texts, options);
  }

  /** @param folder where the model is to be saved; undefined for bytes */
  #toModel(folder?: string): Promise<Model> {
    return toModel(this.#parts, this.#trained, this.metadata, folder);
  }

  static async #fromModel(model: Model, source: ModelSource, options: LoadOptions): Promise<Classifier> {
    const classifier = new Classifier(await savedOptions(model, source, options));
    try {
      classifier.#parts.draft.restore(model);
      classifier.#parts.last.trained = await openTrained(model, classifier.#parts.slot, source.path);
      return classifier;
    } catch (error) {
      await classifier.dispose();
      throw error;
    }
  }
}
