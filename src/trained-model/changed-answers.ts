import type { Encoder } from "../encoder/encoder.ts";
import { rowOf } from "../math/matrix.ts";
import { isBlank } from "../task/visible-text.ts";
import type { PredictOptions } from "./channel.ts";
import { withKnownVectors } from "./known-vectors.ts";
import { type ClassProbabilities, type Prediction, predictTexts } from "./predict.ts";
import { RememberedRows } from "./remembered-rows.ts";
import { TrainedModel } from "./trained-model.ts";

/** An answer that a correction changed. */
export interface ChangedAnswer {
  readonly text: string;
  /** The class that the text was answered with before. */
  readonly before: string;
  /** The class that it is answered with now. */
  readonly after: string;
  /** The label that it should have, if it is known. */
  readonly label?: string;
}

/** A text that is answered before and after a correction. */
export interface WatchedText {
  readonly text: string;
  readonly label?: string;
}

/** Returns the most probable class of each text; undefined for a text without a visible character. */
export async function predictedClasses(
  model: TrainedModel,
  texts: readonly string[],
  options?: PredictOptions,
): Promise<(string | undefined)[]> {
  if (texts.length === 0) return [];
  return mostProbable(model, texts, await model.predict(texts, options));
}

function mostProbable(
  { classes }: TrainedModel,
  texts: readonly string[],
  { probabilities }: Prediction,
): (string | undefined)[] {
  return texts.map((text, i) => {
    if (isBlank(text)) return undefined;
    const row = rowOf(probabilities, i);
    return classes[row.indexOf(row.reduce((a, b) => Math.max(a, b)))];
  });
}

/** Returns the texts that two models answer with different classes. */
export async function changedAnswers(
  texts: readonly WatchedText[],
  before: TrainedModel,
  after: TrainedModel,
  options?: PredictOptions,
): Promise<ChangedAnswer[]> {
  if (texts.length === 0) return [];
  const all = texts.map(({ text }) => text);
  const isSameFit = before.parts.fit === after.parts.fit;
  const found = await predictTexts(before, all, options);
  const fresh = isSameFit ? copyOf(found) : await predictTexts(after, all, options);
  const old = mostProbable(before, all, await before.withMemory(all, found));
  const now = mostProbable(after, all, await after.withMemory(all, fresh));
  return texts.flatMap(({ text, label }, i) => {
    const [one, other] = [old[i], now[i]];
    if (one === undefined || other === undefined || one === other) return [];
    return [{ text, before: one, after: other, ...(label !== undefined && { label }) }];
  });
}

/** The memory of a model changes probabilities in place. */
function copyOf({ probabilities, none }: ClassProbabilities): ClassProbabilities {
  return { probabilities: { ...probabilities, data: probabilities.data.slice() }, none: none.slice() };
}

/**
 * Returns the model without its memory of the user's rows: each is answered as a new text of its kind would be. Texts whose
 * vectors are known are not embedded.
 */
export function withoutMemory(model: TrainedModel): TrainedModel {
  const encoder: Encoder = withKnownVectors(model.encoder, model.parts.known);
  return new TrainedModel({ ...model.parts, remembered: new RememberedRows([]) }, encoder);
}
