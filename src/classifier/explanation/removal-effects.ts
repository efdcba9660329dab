import { rowOf } from "../../math/matrix.ts";
import type { PredictOptions } from "../../trained-model/channel.ts";
import type { TrainedModel } from "../../trained-model/trained-model.ts";
import type { JointRemoval, RemovalEffect } from "./explanation.ts";
import { distinctWords, phrases, type TextPart, withoutParts, wordPlaces } from "./text-parts.ts";

/** Default of the option maxRemovals for short texts, for any text, and the characters that all removals may read together. */
const usualRemovals = 200;
const minRemovals = 24;
const maxCharacters = 400_000;
/** Maximum number of words that are removed together. More take longer, and explain less. */
export const maxJointWords = 8;
/** Probabilities closer to 0 or 1 than this count as equal in log-odds, since float32 is not more exact. */
const smallest = 1e-7;

/** What the effects of removals are compared with. */
export interface Whole {
  readonly text: string;
  /** Columns of the explained class and of the runner-up. */
  readonly explained: number;
  readonly runnerUp: number;
  /** Probability of each class for the whole text: [classes]. */
  readonly probabilities: ArrayLike<number>;
}

interface Removals {
  readonly words: readonly RemovalEffect[];
  readonly phrases: readonly RemovalEffect[];
  readonly changedBy?: JointRemoval;
}

/** A removal, and the probability of each class for the remaining text: [classes]. */
interface ClassifiedRemoval {
  readonly effect: RemovalEffect;
  readonly row: readonly number[];
}

/** Effects of removals, and for each word the probability of each class without it: [classes]. */
export interface RemovalsWithRows {
  readonly removals: Removals;
  readonly rows: ReadonlyMap<RemovalEffect, readonly number[]>;
}

/**
 * Classifies a text again without each of its words and phrases (occlusion; Zeiler and Fergus 2014, Li, Monroe and
 * Jurafsky 2016). A long text is searched in two steps: its phrases, then the words of the phrases with the largest
 * effect.
 * @param most maximum number of shortened texts. Default: see ExplainOptions
 */
export async function removalEffects(
  model: TrainedModel,
  whole: Whole,
  most = usualMostRemovals(whole.text),
  options: PredictOptions = {},
): Promise<RemovalsWithRows> {
  const { text } = whole;
  const places = wordPlaces(text);
  const all = distinctWords(text, places);
  const effectsOf = (parts: readonly TextPart[]) => classifyWithout(model, whole, parts, options);
  const isShort = all.length <= Math.floor((3 * most) / 4);
  const wordShare = isShort ? all.length : Math.floor(most / 2);
  const parts = phrases(text, places, Math.max(most - wordShare, 0));
  if (isShort) {
    const effects = await effectsOf([...all, ...parts]);
    return sorted(model, whole, effects.slice(0, all.length), effects.slice(all.length), options);
  }
  const ofPhrases = await effectsOf(parts);
  const chosen = removedWords(all, byEffect(effectsIn(ofPhrases))).slice(0, wordShare);
  return sorted(model, whole, await effectsOf(chosen), ofPhrases, options);
}

/** Returns the maximum number of shortened texts that are classified, if the options name none. */
export function usualMostRemovals(text: string): number {
  return Math.max(Math.min(usualRemovals, Math.floor(maxCharacters / Math.max(text.length, 1))), minRemovals);
}

/** Returns the words that occur in the phrases, in the order of the phrases. */
export function removedWords(
  words: readonly TextPart[],
  ordered: readonly Pick<RemovalEffect, "places">[],
): TextPart[] {
  const found = new Set<TextPart>();
  for (const {
    places: [phrase],
  } of ordered) {
    for (const word of words) {
      if (word.places.some(({ start, end }) => start >= phrase.start && end <= phrase.end)) found.add(word);
    }
  }
  return [...found];
}

async function sorted(
  model: TrainedModel,
  whole: Whole,
  words: readonly ClassifiedRemoval[],
  parts: readonly ClassifiedRemoval[],
  options: PredictOptions,
): Promise<RemovalsWithRows> {
  const ordered = byEffect(effectsIn(words));
  const changedBy = await findChange(model, whole, ordered, options);
  return {
    removals: { words: ordered, phrases: byEffect(effectsIn(parts)), ...(changedBy && { changedBy }) },
    rows: new Map(words.map(({ effect, row }) => [effect, row])),
  };
}

function effectsIn(removals: readonly ClassifiedRemoval[]): RemovalEffect[] {
  return removals.map(({ effect }) => effect);
}

/** Sorts by the size of the change of the probability, the largest first. */
function byEffect(effects: readonly RemovalEffect[]): RemovalEffect[] {
  return [...effects].sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
}

async function classifyWithout(
  model: TrainedModel,
  whole: Whole,
  parts: readonly TextPart[],
  options: PredictOptions,
): Promise<ClassifiedRemoval[]> {
  const { text, explained, runnerUp } = whole;
  const remaining = parts.map((part) => withoutParts(text, [part]));
  if (remaining.length === 0) return [];
  const answers = await model.classify(remaining, options);
  const [label, other] = [model.classes[explained], model.classes[runnerUp]];
  const before = logOdds(whole.probabilities[explained], whole.probabilities[runnerUp]);
  return parts.map(({ part, places }, i) => {
    const { probabilities, noneProbability, scores } = answers[i];
    const probability = probabilities[label];
    const effect = {
      part,
      places,
      remaining: remaining[i],
      probability,
      change: probability - whole.probabilities[explained],
      oddsChange: logOdds(probability, probabilities[other]) - before,
      noneProbability,
      prediction: scores[0].label,
    };
    return { effect, row: model.classes.map((name) => probabilities[name]) };
  });
}

/** Removes the words that speak for the explained class together, the strongest first, until another class is the answer. */
async function findChange(
  model: TrainedModel,
  { text, explained }: Whole,
  words: readonly RemovalEffect[],
  options: PredictOptions,
): Promise<JointRemoval | undefined> {
  const strongest = words.filter(({ change }) => change < 0).slice(0, maxJointWords);
  const sets = strongest.map((_, i) => strongest.slice(0, i + 1));
  const texts = sets.map((set) => withoutParts(text, set));
  const usable = texts.filter((each) => wordPlaces(each).length > 0);
  if (usable.length === 0) return undefined;
  const { probabilities } = await model.predict(usable, options);
  for (const [i, remaining] of usable.entries()) {
    const row = rowOf(probabilities, i);
    const top = row.indexOf(row.reduce((a, b) => Math.max(a, b)));
    if (top === explained) continue;
    const removed = sets[i].map(({ part }) => part);
    return { words: removed, remaining, prediction: model.classes[top], probability: row[top] };
  }
  return undefined;
}

/** Returns ln(one / other), where float32 cannot tell probabilities closer to 0 apart. */
export function logOdds(one: number, other: number): number {
  return Math.log(Math.max(one, smallest) / Math.max(other, smallest));
}
