import type { Example } from "../task/task.ts";

/** Generated texts are easier to tell apart than real ones: what is learnt of certainty on them alone is too sure. */
const generatedTrust = 0.1;

/** An encoder tells the texts that it was tuned on apart better than it will any other. */
const tunedOnTrust = 0.1;

/**
 * What an example counts as, against a real one that the encoder does not know, where certainty is learnt: in the
 * temperature and the correction.
 */
export function trustOf(example: Example, tunedOn?: ReadonlySet<Example>): number {
  const known = tunedOn?.has(example) ? tunedOnTrust : 1;
  return example.origin === "real" ? known : known * generatedTrust;
}
