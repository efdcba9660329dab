import type { Encoder, EncoderIdentity } from "../encoder/encoder.ts";
import { ClassTree } from "../hierarchy/class-tree.ts";
import type { Clean } from "../task/clean/clean-text.ts";
import { answers } from "./answers.ts";
import type { Channel, PredictOptions } from "./channel.ts";
import { channelsOf } from "./channels.ts";
import type { Classification, ClassifyOptions } from "./classification.ts";
import { cleaningEncoder, cleanTexts } from "./cleaned-texts.ts";
import { CorrectedAnswers } from "./corrected-answers.ts";
import type { Corrections } from "./corrections.ts";
import { decisionRule } from "./decision-rule.ts";
import { charactersReadOf, unfamiliarLanguage } from "./encoder-channel.ts";
import type { Fit, TrainingReport } from "./fit.ts";
import type { KnownVectors } from "./known-vectors.ts";
import { labelSetAnswers, usualThresholds } from "./label-sets/label-set-answers.ts";
import { type ClassProbabilities, type Link, type Prediction, predictTexts } from "./predict.ts";
import type { RememberedRows } from "./remembered-rows.ts";
import type { LearntAdapter } from "./tuning-report.ts";

/** The parts of a trained model, without its opened encoder. All of them can be saved. */
export interface TrainedParts {
  readonly fit: Fit;
  /** The encoder without an adapter. */
  readonly base: EncoderIdentity;
  /** The adapter of the encoder; absent if the encoder is not fine-tuned. */
  readonly learnt?: LearntAdapter;
  readonly report: TrainingReport;
  /** The user's own examples at the time of the training. */
  readonly remembered: RememberedRows;
  /** How texts are cleaned before they are read. The remembered rows are compared as they are given. */
  readonly clean: Clean;
  /** Whether the training was not allowed to use words, so that training again does not use them either. */
  readonly withoutWords?: true;
  /** Absent if nothing was ever corrected or pinned. */
  readonly corrections?: Corrections;
  /** Vectors of the latest examples; absent for few examples. */
  readonly known?: KnownVectors;
}

/**
 * A trained model, ready to predict. It never changes: each training makes a new model, so a running prediction continues
 * with the old one. The model uses its encoder and does not close it; the code that opened the encoder does.
 */
export class TrainedModel {
  readonly parts: TrainedParts;
  /** The encoder that the fit belongs to, with the adapter merged in. */
  readonly encoder: Encoder;
  /** The encoder for texts as they are given: it cleans them first. */
  readonly reader: Encoder;
  readonly channels: readonly Channel[];
  readonly link: Link;
  readonly #corrected: CorrectedAnswers;
  #tree: ClassTree | undefined;

  constructor(parts: TrainedParts, encoder: Encoder) {
    this.parts = parts;
    this.encoder = encoder;
    const { fit, clean } = parts;
    this.reader = cleaningEncoder(encoder, clean);
    this.channels = channelsOf(encoder, fit);
    this.link = fit.labelSets ? "sigmoid" : "softmax";
    this.#corrected = new CorrectedAnswers(parts, this.reader);
  }

  get clean(): Clean {
    return this.parts.clean;
  }

  /** Names of the classes, in the order of the columns of a prediction: those of the fit, then those of corrections. */
  get classes(): readonly string[] {
    return this.#corrected.classes;
  }

  /** The tree of the classes; undefined if their names are not paths. */
  get tree(): ClassTree | undefined {
    if (this.parts.fit.report.hierarchy === undefined) return undefined;
    this.#tree ??= new ClassTree(this.classes);
    return this.#tree;
  }

  /** Returns this model with the same encoder opened again. Returns the model itself if it has this encoder already. */
  withEncoder(encoder: Encoder): TrainedModel {
    return encoder === this.encoder ? this : new TrainedModel(this.parts, encoder);
  }

  /** Returns the same model with other corrections, or with vectors of other examples. */
  with(changed: Pick<TrainedParts, "corrections" | "known">): TrainedModel {
    return new TrainedModel({ ...this.parts, ...changed }, this.encoder);
  }

  /**
   * Predicts the probability of each class, and P(none), for each text. The texts of the user's own examples get their
   * labels.
   * @throws CancelledError, RemoteError (remote encoders)
   */
  async predict(texts: readonly string[], options: PredictOptions = {}): Promise<Prediction> {
    if (options.onNotice && this.encoder.isUnfamiliar?.(cleanTexts(texts, this.parts.clean))) {
      options.onNotice(unfamiliarLanguage("The texts", this.encoder.identity));
    }
    return this.withMemory(texts, await predictTexts(this, texts, options));
  }

  /**
   * Predicts as for new texts: after the corrections, without the memory of the user's own rows.
   * @throws as predict
   */
  async predictAsNew(texts: readonly string[], options?: PredictOptions): Promise<ClassProbabilities> {
    return this.#corrected.patch(texts, await predictTexts(this, texts, options));
  }

  /** Returns a prediction of the channels after the corrections and the memory of the user's own rows. */
  async withMemory(texts: readonly string[], found: ClassProbabilities): Promise<Prediction> {
    const { probabilities, none } = await this.#corrected.patch(texts, found);
    const { labelSets } = this.parts.fit;
    const thresholds = labelSets && usualThresholds(this.classes, labelSets);
    for (const rows of [this.parts.remembered, this.#corrected.remembered]) {
      if (thresholds) rows.answerLabelSets(texts, this.classes, probabilities, thresholds);
      else rows.answer(texts, this.classes, probabilities, none);
    }
    const charactersRead = cleanTexts(texts, this.parts.clean).map((text) =>
      charactersReadOf(this.encoder, text),
    );
    return { probabilities, none, charactersRead };
  }

  /**
   * Classifies texts: one classification per text, in the same order.
   * @throws as predict; InputError if the options ask for more than the held-out answers show
   */
  async classify(
    texts: readonly string[],
    options: ClassifyOptions & PredictOptions,
  ): Promise<Classification[]> {
    const { labelSets } = this.parts.fit;
    if (labelSets) {
      return labelSetAnswers(texts, this.classes, await this.predict(texts, options), labelSets, options);
    }
    const decide = decisionRule(this.classes, options, this.parts.fit.heldOut, this.tree);
    return answers(texts, this.classes, await this.predict(texts, options), decide, options);
  }
}
