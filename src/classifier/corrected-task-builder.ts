import type { Correction, PinnedText } from "../trained-model/corrections.ts";
import { usualThresholds } from "../trained-model/label-sets/label-set-answers.ts";
import { checkTrainingOptions } from "./check-arguments.ts";
import type { ClassifierParts } from "./classifier-parts.ts";
import type { StreamItem } from "./classify-stream.ts";
import { withModel } from "./classify-texts.ts";
import { correctAnswers, undoCorrection } from "./correct.ts";
import {
  type CorrectedText,
  type CorrectionOptions,
  checkCorrectionArguments,
  checkCorrectionNumber,
  checkCorrectionOptions,
} from "./correction-options.ts";
import type { CorrectionReport } from "./correction-report.ts";
import { type CrossValidateOptions, type CrossValidation, crossValidate } from "./cross-validate.ts";
import { detectDrift } from "./drift/detect-drift.ts";
import type { DriftOptions, DriftReport } from "./drift/drift.ts";
import { explainLabels } from "./explanation/explain-labels.ts";
import { explainText } from "./explanation/explain-text.ts";
import type { ExplainOptions, Explanation } from "./explanation/explanation.ts";
import type { ExplainLabelsOptions, LabelSetExplanation } from "./explanation/label-explanation.ts";
import type { WorkOptions } from "./options.ts";
import { type RetrainingReport, type RetrainOptions, retrainModel } from "./retrain.ts";
import { rejectLabelSets, requireLabelSets } from "./single-label-only.ts";
import { type LabelSuggestions, type SuggestOptions, suggestLabels } from "./suggest-labels.ts";
import { TaskBuilder } from "./task-builder.ts";

/** Corrects, explains and validates the answers of a trained model, and suggests what to label next. */
export class CorrectedTaskBuilder extends TaskBuilder {
  readonly #parts: ClassifierParts;

  protected constructor(parts: ClassifierParts) {
    super(parts);
    this.#parts = parts;
  }

  /** All corrections in the order in which they were made, those that were undone too. */
  get corrections(): readonly Correction[] {
    return this.#parts.last.trained?.parts.corrections?.history ?? [];
  }

  /** The texts that every correction is checked against. */
  get pinnedTexts(): readonly PinnedText[] {
    return this.#parts.last.trained?.parts.corrections?.pinned ?? [];
  }

  /**
   * Probability from which a text has a label, by name, as the last training fitted it. Undefined before a training, and for a
   * classifier with one class per text.
   */
  get labelThresholds(): Readonly<Record<string, number>> | undefined {
    const { trained } = this.#parts.last;
    const { labelSets } = trained?.parts.fit ?? {};
    if (trained === undefined || labelSets === undefined) return undefined;
    const thresholds = usualThresholds(trained.classes, labelSets);
    return Object.fromEntries(trained.classes.map((name, c) => [name, thresholds[c]]));
  }

  /**
   * Corrects the answer to one text or several, at once and without training: the text is answered with the label from now
   * on, and similar texts lean to it. The next training learns from the correction as from an example. Save the
   * classifier to keep it.
   *
   * If texts may have several labels, give all labels of the text as a list. An empty list says that it has none.
   * @returns what was corrected, and which other answers changed
   * @throws NotTrainedError; InputError if a text is blank or has two labels, or a label is rejected (see LabelOptions);
   * CancelledError
   * @example await classifier.correct("The cat flap is stuck.", "repair");
   */
  correct(
    text: string,
    label: string | readonly string[],
    options?: CorrectionOptions,
  ): Promise<CorrectionReport>;
  correct(corrections: readonly CorrectedText[], options?: CorrectionOptions): Promise<CorrectionReport>;
  async correct(
    given: string | readonly CorrectedText[],
    labelOrOptions: string | readonly string[] | CorrectionOptions = {},
    optionsOfOne: CorrectionOptions = {},
  ): Promise<CorrectionReport> {
    const isOne = typeof given === "string";
    const options = isOne ? optionsOfOne : (labelOrOptions as CorrectionOptions);
    const labeled = checkCorrectionArguments(given, labelOrOptions, options);
    return this.#parts.work.runInTurn(() => correctAnswers(this.#parts, labeled, options));
  }

  /**
   * Takes back a correction. All answers are then what they were without it, to the last bit. A correction that a training
   * has learnt from is taken out of the examples, and the head is trained again, without fine-tuning.
   * @param number its number in `corrections`. Default: the latest one that is in effect
   * @throws NotTrainedError, InputError if there is no such correction or it is undone already, CancelledError
   * @example await classifier.undoCorrection();
   */
  async undoCorrection(
    number?: number,
    options: Omit<CorrectionOptions, "pin" | "labelMap" | "acceptNewLabels"> = {},
  ): Promise<CorrectionReport> {
    checkCorrectionNumber(number);
    checkCorrectionOptions(options);
    return this.#parts.work.runInTurn(() => undoCorrection(this.#parts, number, options));
  }

  /**
   * Suggests which texts to label next: those that the model is uncertain of, that stand for many others, and that differ
   * from one another; and groups of texts that look like a class that the model lacks. Texts with a label in the model are
   * left out. A large input is read once, and a random sample of it is compared, so that memory stays bounded.
   * @param items texts, or objects with a field `text`
   * @throws NotTrainedError, InputError, CancelledError; an error of the source
   * @example const { suggestions } = await classifier.suggestLabels(texts, { count: 10 });
   */
  async suggestLabels<Item extends StreamItem>(
    items: Iterable<Item> | AsyncIterable<Item>,
    options: SuggestOptions = {},
  ): Promise<LabelSuggestions<Item>> {
    rejectLabelSets(this.#parts, "Suggestions of texts to label are", "label texts at random");
    return this.#parts.work.run(() => suggestLabels(this.#parts, items, options));
  }

  /**
   * Compares texts of now with those that the model was trained on, or with texts of a time when all was well: share out of
   * scope, probabilities, distance of the means, new words, and how common the classes are. Permutation tests keep the
   * probability of a false alarm of all of them together at `level`.
   * @param items texts, or objects with a field `text`; many are read once, and a random sample is compared
   * @throws NotTrainedError; InputError for fewer than 20 texts or 50 reference texts; CancelledError
   * @example (await classifier.detectDrift(textsOfToday)).sentence; // "No need to worry: the 412 texts are like ..."
   */
  async detectDrift(
    items: Iterable<StreamItem> | AsyncIterable<StreamItem>,
    options: DriftOptions = {},
  ): Promise<DriftReport> {
    return this.#parts.work.run(() => detectDrift(this.#parts, items, options));
  }

  /**
   * Explains the answer to one text: nearest examples, words that matter, runner-up, none. Classifies up to 200 shortened texts.
   * @throws NotTrainedError, InputError, CancelledError
   * @example (await classifier.explain("it purrs")).words[0].part; // "purrs"
   */
  async explain(text: string, options: ExplainOptions & WorkOptions = {}): Promise<Explanation> {
    rejectLabelSets(this.#parts, "The method explain is", "use explainLabels");
    return withModel(this.#parts, (model) => explainText(model, this.#parts.draft, text, options));
  }

  /**
   * Explains which labels a text has and which it nearly has, for a classifier with several labels per text: for each label
   * its threshold, the words whose removal changes its probability most, and its nearest examples. Each removal is a text
   * that is classified again, so the changes are those that classify would give.
   * @throws NotTrainedError, InputError, CancelledError
   * @example (await classifier.explainLabels("It is broken, money back!")).labels[0].words[0].part; // "broken"
   */
  async explainLabels(
    text: string,
    options: ExplainLabelsOptions & WorkOptions = {},
  ): Promise<LabelSetExplanation> {
    requireLabelSets(this.#parts, "The method explainLabels is", "use explain");
    return withModel(this.#parts, (model) => explainLabels(model, this.#parts.draft, text, options));
  }

  /**
   * Trains the model again from its own data alone: descriptions, examples, settings and seed. With the same version of
   * pilesort and kind of processor this gives the same bytes, so it shows that a model comes from its data. Corrections
   * that no training has learnt from stay open. Texts without labels are not kept with a model: add them first.
   * @throws NotTrainedError; InputError if examples of the training are missing; CancelledError
   * @example (await classifier.retrain()).isSame; // true
   */
  async retrain(options: RetrainOptions = {}): Promise<RetrainingReport> {
    checkTrainingOptions(options);
    return this.#parts.work.runInTurn(() => retrainModel(this.#parts, options));
  }

  /**
   * Answers the classifier's own examples, each by a model that was trained without it and its near duplicates.
   * @throws InputError if no text can be held out; CancelledError
   * @example for await (const { label, answer } of (await classifier.crossValidate()).rows) console.log(label, answer);
   */
  async crossValidate(options: CrossValidateOptions = {}): Promise<CrossValidation> {
    return crossValidate(this.#parts, this.#parts.last.trained?.parts.learnt, options);
  }
}
