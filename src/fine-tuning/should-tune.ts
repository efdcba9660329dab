import type { ClassDefinition, Example } from "../task/task.ts";
import type { TuningRow } from "../tuning/loop/labeled-rows.ts";
import { planTuning } from "../tuning/loop/tuning-plan.ts";
import type { Material } from "./tuning-examples.ts";

/** Tuning unasked: from so many examples a class on, and up to so many seconds by estimate. */
const examplesPerClass = 8;
const mostSeconds = 120;

/** Hardly any text has more letters a token, seen over all of it. */
const mostLettersPerToken = 7;

/** Whether a task has enough examples of every class, and few enough letters, to tune for unasked. */
export function mayBeWorthTuning({
  classes,
  examples,
}: {
  readonly classes: readonly ClassDefinition[];
  readonly examples: readonly Example[];
}): boolean {
  if (examples.length < examplesPerClass * classes.length) return false;
  if (new Set(examples.map(({ label }) => label)).size < classes.length) return false;
  // Counting the tokens of very much data takes time itself.
  const leastTokens = examples.map(({ text }) => text.length / mostLettersPerToken);
  return planTuning(leastTokens).seconds <= mostSeconds;
}

/** Whether tuning does not take long, by an estimate from the tokens. */
export function isTunedSoon({ rows, heldOutRows }: Material): boolean {
  const lengthsOf = (some: readonly TuningRow[]) => some.map(({ ids }) => ids.length);
  return planTuning(lengthsOf(rows), { heldOut: lengthsOf(heldOutRows) }).seconds <= mostSeconds;
}
