import type { ClassDefinition, Example } from "../task/task.ts";
import type { TuningRow } from "../tuning/loop/labeled-rows.ts";
import { planTuning } from "../tuning/loop/tuning-plan.ts";
import type { TuningData } from "./tuning-examples.ts";

/** Tuning unasked: from so many examples a class on, and up to so many seconds by estimate. */
const minExamplesPerClass = 8;
const maxSeconds = 120;

/** Hardly any text has more letters a token, seen over all of it. */
const maxCharactersPerToken = 7;

/** Whether a task has enough examples of every class, and few enough letters, to tune for unasked. */
export function mayBeWorthTuning({
  classes,
  examples,
}: {
  readonly classes: readonly ClassDefinition[];
  readonly examples: readonly Example[];
}): boolean {
  if (examples.length < minExamplesPerClass * classes.length) return false;
  if (new Set(examples.map(({ label }) => label)).size < classes.length) return false;
  // Counting the tokens of very much data takes time itself.
  const leastTokens = examples.map(({ text }) => text.length / maxCharactersPerToken);
  return planTuning(leastTokens).seconds <= maxSeconds;
}

/** Whether tuning does not take long, by an estimate from the tokens. */
export function isTuningFast({ rows, heldOutRows }: TuningData): boolean {
  const lengthsOf = (some: readonly TuningRow[]) => some.map(({ ids }) => ids.length);
  return planTuning(lengthsOf(rows), { heldOut: lengthsOf(heldOutRows) }).seconds <= maxSeconds;
}
