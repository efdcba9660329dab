import type { Encoder, EncoderIdentity } from "../encoder/encoder.ts";
import { type Clean, cleanText } from "../task/clean/clean-text.ts";
import { answers } from "./answers.ts";
import type { Channel, PredictOptions } from "./channel.ts";
import type { Classification, ClassifyOptions } from "./classification.ts";
import { charactersReadOf, encoderChannel, unfamiliarLanguage } from "./encoder-channel.ts";
import type { Fit, TrainingReport } from "./fit.ts";
import { type Link, type Prediction, predictTexts } from "./predict.ts";
import type { RememberedRows } from "./remembered-rows.ts";
import type { LearntAdapter } from "./tuning-report.ts";
import { wordChannel } from "./word-channel.ts";

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
}

/**
 * A trained model, ready to predict. It never changes: each training makes a new model, so a running prediction continues
 * with the old one. The model uses its encoder and does not close it; the code that opened the encoder does.
 */
export class TrainedModel {
  readonly parts: TrainedParts;
  /** The encoder that the fit belongs to, with the adapter merged in. */
  readonly encoder: Encoder;
  readonly channels: readonly Channel[];
  readonly link: Link = "softmax";

  constructor(parts: TrainedParts, encoder: Encoder) {
    this.parts = parts;
    this.encoder = encoder;
    const { words } = parts.fit;
    this.channels = [encoderChannel(encoder, parts.fit), ...(words ? [wordChannel(words)] : [])];
  }

  /** Names of the classes, in the order of the columns of a prediction. */
  get classes(): readonly string[] {
    return this.parts.fit.classes;
  }

  /** Returns this model with the same encoder opened again. Returns the model itself if it has this encoder already. */
  withEncoder(encoder: Encoder): TrainedModel {
    return encoder === this.encoder ? this : new TrainedModel(this.parts, encoder);
  }

  /**
   * Predicts the probability of each class, and P(none), for each text. The texts of the user's own examples get their
   * labels.
   * @throws CancelledError, RemoteError (remote encoders)
   */
  async predict(texts: readonly string[], options: PredictOptions = {}): Promise<Prediction> {
    const cleaned = texts.map((text) => cleanText(text, this.parts.clean));
    if (options.onNotice && this.encoder.isUnfamiliar?.(cleaned)) {
      options.onNotice(unfamiliarLanguage("The texts", this.encoder.identity));
    }
    const { probabilities, none } = await predictTexts(this, cleaned, options);
    this.parts.remembered.answer(texts, this.classes, probabilities, none);
    return {
      probabilities,
      none,
      charactersRead: cleaned.map((text) => charactersReadOf(this.encoder, text)),
    };
  }

  /**
   * Classifies texts: one classification per text, in the same order.
   * @throws as predict
   */
  async classify(
    texts: readonly string[],
    options: ClassifyOptions & PredictOptions,
  ): Promise<Classification[]> {
    return answers(texts, this.classes, await this.predict(texts, options), options);
  }
}
