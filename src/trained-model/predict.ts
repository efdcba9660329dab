import type { Matrix } from "../math/matrix.ts";
import { sigmoids } from "../math/sigmoid.ts";
import { softmax } from "../math/softmax.ts";
import type { Clean } from "../task/clean/clean-text.ts";
import type { Channel, PredictOptions } from "./channel.ts";
import { cleanTexts } from "./cleaned-texts.ts";

/**
 * Functions that turn logits into probabilities, by name. "softmax": the probabilities of a text sum to 1. "sigmoid": each
 * class has a probability of its own.
 */
const links = { softmax, sigmoid: sigmoids } as const satisfies Record<string, (logits: Matrix) => Matrix>;
export type Link = keyof typeof links;

export interface Predictor {
  /** At least one. */
  readonly channels: readonly Channel[];
  readonly link: Link;
  /** How texts are cleaned before the channels score them. Absent: not at all. */
  readonly clean?: Clean;
}

export interface ClassProbabilities {
  /** [texts, classes]. */
  readonly probabilities: Matrix;
  /** P(none) of each text, 0 to 1; zero if no channel estimates it. */
  readonly none: Float64Array;
}

export interface Prediction extends ClassProbabilities {
  /** Approximate number of characters that were read of each text; undefined if (nearly) all of them. */
  readonly charactersRead: readonly (number | undefined)[];
}

/**
 * Adds the scores of all channels and turns them into probabilities. What it returns for one text does not depend on
 * the other texts, to the last bit.
 * @throws CancelledError, RemoteError (remote encoders)
 */
export async function predictTexts(
  { channels, link, clean = [] }: Predictor,
  given: readonly string[],
  options?: PredictOptions,
): Promise<ClassProbabilities> {
  const texts = cleanTexts(given, clean);
  const [first, ...others] = channels;
  const { logits, none: firstNone } = await first.score(texts, options);
  let none = firstNone;
  for (const channel of others) {
    const more = await channel.score(texts, options);
    none ??= more.none;
    for (let i = 0; i < logits.data.length; i++) logits.data[i] += more.logits.data[i];
  }
  return { probabilities: links[link](logits), none: none ?? new Float64Array(texts.length) };
}
