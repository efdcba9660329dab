import type { Encoder } from "../encoder/encoder.ts";
import { rowOf } from "../math/matrix.ts";
import { isBlank } from "../task/visible-text.ts";
import type { PredictOptions } from "./channel.ts";
import { withKnownVectors } from "./known-vectors.ts";
import { chosenLabels, usualThresholds } from "./label-sets/label-set-answers.ts";
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
  /**
   * Only of a classifier with several labels per text: all labels before, now, and those that it should have.
   * `before`, `after` and `label` are then the first of each, or "".
   */
  readonly labelsBefore?: readonly string[];
  readonly labelsAfter?: readonly string[];
  readonly labels?: readonly string[];
}

/** A text that is answered before and after a correction. */
export interface WatchedText {
  readonly text: string;
  readonly label?: string;
  /** With several labels per text: all its labels. */
  readonly labels?: readonly string[];
}

/** The labels of an answer: one class, or with several labels per text all of them, the most probable first. */
export type AnsweredLabels = readonly string[];

/** Returns the answer to each text; undefined for one class per text and a text without a visible character. */
export async function answeredLabels(
  model: TrainedModel,
  texts: readonly string[],
  options?: PredictOptions,
): Promise<(AnsweredLabels | undefined)[]> {
  if (texts.length === 0) return [];
  return labelsIn(model, texts, await model.predict(texts, options));
}

function labelsIn(
  { classes, parts: { fit } }: TrainedModel,
  texts: readonly string[],
  { probabilities }: Prediction,
): (AnsweredLabels | undefined)[] {
  const thresholds = fit.labelSets && usualThresholds(classes, fit.labelSets);
  return texts.map((text, i) => {
    const row = rowOf(probabilities, i);
    if (thresholds) return isBlank(text) ? [] : chosenLabels(row, thresholds).map((c) => classes[c]);
    return isBlank(text) ? undefined : [classes[row.indexOf(row.reduce((a, b) => Math.max(a, b)))]];
  });
}

/** Returns whether two answers have the same labels, in any order. */
export function isSameAnswer(one: AnsweredLabels, other: AnsweredLabels): boolean {
  return one.length === other.length && one.every((label) => other.includes(label));
}

/** Returns an answer that changed, or a pinned test that fails. @param hasSets whether texts may have several labels */
export function changedAnswer(
  { text, label, labels }: WatchedText,
  before: AnsweredLabels,
  after: AnsweredLabels,
  hasSets: boolean,
): ChangedAnswer {
  const wanted = labels ?? (label === undefined ? undefined : [label]);
  return {
    text,
    before: before[0] ?? "",
    after: after[0] ?? "",
    ...(wanted && { label: wanted[0] ?? "" }),
    ...(hasSets && { labelsBefore: before, labelsAfter: after, ...(wanted && { labels: wanted }) }),
  };
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
  const old = labelsIn(before, all, await before.withMemory(all, found));
  const now = labelsIn(after, all, await after.withMemory(all, fresh));
  const hasSets = after.parts.fit.labelSets !== undefined;
  return texts.flatMap((watched, i) => {
    const [one, other] = [old[i], now[i]];
    if (one === undefined || other === undefined || isSameAnswer(one, other)) return [];
    return [changedAnswer(watched, one, other, hasSets)];
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
