import type { Encoder, EncoderIdentity } from "../encoder/encoder.ts";
import { answers } from "./answers.ts";
import type { Channel, PredictOptions } from "./channel.ts";
import { channelsOf } from "./channels.ts";
import type { Classification, ClassifyOptions } from "./classification.ts";
import { charactersReadOf } from "./encoder-channel.ts";
import type { Fit, TrainingReport } from "./fit.ts";
import { type Link, type Prediction, predictTexts } from "./predict.ts";
import type { RememberedRows } from "./remembered-rows.ts";
import type { LearntAdapter } from "./tuning-report.ts";

/** What a trained model is made of, besides its opened encoder. All of it can be stored. */
export interface TrainedParts {
  readonly fit: Fit;
  /** The encoder without an adapter. */
  readonly base: EncoderIdentity;
  /** What the encoder has learnt; absent if it is as it was made. */
  readonly learnt?: LearntAdapter;
  readonly report: TrainingReport;
  /** The user's own rows at the time of the training. */
  readonly remembered: RememberedRows;
}

/**
 * A trained model, ready to predict. It never changes: training again makes another one, so a prediction that has begun
 * ends with the model that it began with. It uses its encoder and does not close it; whoever opened the encoder does.
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
    this.channels = channelsOf(encoder, parts.fit);
  }

  /** Names of the classes, in the order of the columns of a prediction. */
  get classes(): readonly string[] {
    return this.parts.fit.classes;
  }

  /** Returns the same model on the same encoder opened again; the model itself if the encoder is the one that it has. */
  withEncoder(encoder: Encoder): TrainedModel {
    return encoder === this.encoder ? this : new TrainedModel(this.parts, encoder);
  }

  /**
   * Predicts the probability of each class, and P(none), for each text. The user's own rows are answered with their labels.
   * @throws CancelledError, RemoteError (remote encoders)
   */
  async predict(texts: readonly string[], options: PredictOptions = {}): Promise<Prediction> {
    const { probabilities, none } = await predictTexts(this, texts, options);
    this.parts.remembered.answer(texts, this.classes, probabilities, none);
    return { probabilities, none, charactersRead: texts.map((text) => charactersReadOf(this.encoder, text)) };
  }

  /**
   * Predicts and decides: one classification per text, in the same order.
   * @throws as predict
   */
  async classify(
    texts: readonly string[],
    options: ClassifyOptions & PredictOptions,
  ): Promise<Classification[]> {
    return answers(texts, this.classes, await this.predict(texts, options), options);
  }
}
