import { type Matrix, rowOf } from "../../math/matrix.ts";
import { isBlank } from "../../task/visible-text.ts";
import type { PredictOptions } from "../../trained-model/channel.ts";
import type { TrainedModel } from "../../trained-model/trained-model.ts";
import type { LabelExplanation, LabelRemoval } from "./label-explanation.ts";
import { maxJointWords, removedWords, usualMostRemovals } from "./removal-effects.ts";
import { distinctWords, phrases, type TextPart, withoutParts, wordPlaces } from "./text-parts.ts";

/** A label to explain. */
export interface ExplainedLabel {
  /** Its column in a prediction. */
  readonly column: number;
  readonly probability: number;
  readonly threshold: number;
}

/** A part of a text with the probability of every class for the rest. */
interface Removed {
  readonly part: TextPart;
  readonly places: TextPart["places"];
  readonly remaining: string;
  readonly probabilities: Float32Array;
}

type Removals = Pick<LabelExplanation, "words" | "phrases" | "changedBy">;

/**
 * Classifies a text again without each of its words and phrases, once for all labels; see removalEffects.
 * @param most maximum number of shortened texts. Default: see ExplainOptions
 * @returns one entry per label, in the same order
 */
export async function labelRemovals(
  model: TrainedModel,
  text: string,
  labels: readonly ExplainedLabel[],
  most = usualMostRemovals(text),
  options: PredictOptions = {},
): Promise<Removals[]> {
  if (labels.length === 0) return [];
  const places = wordPlaces(text);
  const all = distinctWords(text, places);
  const isShort = all.length <= Math.floor((3 * most) / 4);
  const wordShare = isShort ? all.length : Math.floor(most / 2);
  const ofPhrases = await without(model, text, phrases(text, places, Math.max(most - wordShare, 0)), options);
  const largest = ({ probabilities }: Removed) =>
    Math.max(...labels.map(({ column, probability }) => Math.abs(probabilities[column] - probability)));
  const ordered = ofPhrases.toSorted((a, b) => largest(b) - largest(a));
  const chosen = isShort ? all : removedWords(all, ordered).slice(0, wordShare);
  const ofWords = await without(model, text, chosen, options);
  const found: Removals[] = [];
  for (const label of labels) {
    const words = effectsOf(ofWords, label);
    const changedBy = await crossing(model, text, label, words, options);
    found.push({ words, phrases: effectsOf(ofPhrases, label), ...(changedBy && { changedBy }) });
  }
  return found;
}

async function without(
  model: TrainedModel,
  text: string,
  parts: readonly TextPart[],
  options: PredictOptions,
): Promise<Removed[]> {
  const remaining = parts.map((part) => withoutParts(text, [part]));
  if (remaining.length === 0) return [];
  const probabilities = await probabilitiesOf(model, remaining, options);
  return parts.map((part, i) => ({
    part,
    places: part.places,
    remaining: remaining[i],
    probabilities: rowOf(probabilities, i),
  }));
}

/** Returns the probabilities that classify gives: a text without a visible character has no label. */
async function probabilitiesOf(
  model: TrainedModel,
  texts: readonly string[],
  options: PredictOptions,
): Promise<Matrix> {
  const { probabilities } = await model.predict(texts, options);
  for (const [i, text] of texts.entries()) if (isBlank(text)) rowOf(probabilities, i).fill(0);
  return probabilities;
}

function effectsOf(
  removed: readonly Removed[],
  { column, probability: before, threshold }: ExplainedLabel,
): LabelRemoval[] {
  return removed
    .map(({ part: { part, places }, remaining, probabilities }) => {
      const probability = probabilities[column];
      const change = probability - before;
      return { part, places, remaining, probability, change, isGiven: probability >= threshold };
    })
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
}

/** Removes words together, the strongest first, until the probability is on the other side of the threshold. */
async function crossing(
  model: TrainedModel,
  text: string,
  { column, probability: before, threshold }: ExplainedLabel,
  words: readonly LabelRemoval[],
  options: PredictOptions,
): Promise<LabelExplanation["changedBy"]> {
  const wasGiven = before >= threshold;
  const strongest = words
    .filter(({ change }) => (wasGiven ? change < 0 : change > 0))
    .slice(0, maxJointWords);
  const sets = strongest.map((_, i) => strongest.slice(0, i + 1));
  const texts = sets.map((set) => withoutParts(text, set));
  if (texts.length === 0) return undefined;
  const probabilities = await probabilitiesOf(model, texts, options);
  for (const [i, remaining] of texts.entries()) {
    const probability = rowOf(probabilities, i)[column];
    if (isBlank(remaining) || probability >= threshold === wasGiven) continue;
    return { words: sets[i].map(({ part }) => part), remaining, probability };
  }
  return undefined;
}
