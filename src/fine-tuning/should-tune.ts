import { type EncoderWeights, linearNames } from "../encoder/transformer/encoder-weights.ts";
import { sum } from "../math/vector.ts";
import type { ClassDefinition, Example } from "../task/task.ts";
import type { TuningRow } from "../tuning/loop/labeled-rows.ts";
import { planTuning } from "../tuning/loop/tuning-plan.ts";
import type { TuningData } from "./tuning-examples.ts";

/**
 * Mean number of examples per class from which fine-tuning runs by default. With fewer, its gain is less certain; a
 * larger number leaves gains unused.
 */
const minExamplesPerClass = 8;

/** Estimated seconds up to which fine-tuning runs by default. A larger number lets a training take longer. */
const maxSeconds = 120;

/**
 * Characters per token of a whole text, at most. It gives a lower estimate of the number of tokens. If it were smaller,
 * data that can be tuned on in time would be rejected without counting its tokens.
 */
const maxCharactersPerToken = 7;

/** Returns whether a task has examples of every class, enough of them, and not too much text to fine-tune by default. */
export function mayBeWorthTuning({
  classes,
  examples,
}: {
  readonly classes: readonly ClassDefinition[];
  readonly examples: readonly Example[];
}): boolean {
  if (examples.length < minExamplesPerClass * classes.length) return false;
  if (new Set(examples.map(({ label }) => label)).size < classes.length) return false;
  // The estimate from characters comes first, since counting the tokens of much data takes time.
  const minTokens = examples.map(({ text }) => text.length / maxCharactersPerToken);
  return planTuning(minTokens).seconds <= maxSeconds;
}

/** Number of weights in the matrices of the bundled encoder, whose speed the estimate is for. */
const bundledMatrixWeights = 12 * (4 * 384 ** 2 + 2 * 384 * 1536);

/**
 * Returns whether fine-tuning is fast enough to run by default, by an estimate from the number of tokens and the size of the
 * encoder.
 */
export function isTuningFast({ rows, heldOutRows }: TuningData, { blocks }: EncoderWeights): boolean {
  const lengthsOf = (some: readonly TuningRow[]) => some.map(({ ids }) => ids.length);
  const { seconds } = planTuning(lengthsOf(rows), { heldOut: lengthsOf(heldOutRows) });
  const size = sum(blocks.flatMap((block) => linearNames.map((name) => block[name].weight.data.length)));
  return (seconds * size) / bundledMatrixWeights <= maxSeconds;
}
