import type { Example } from "../task/task.ts";

/** Generated texts are easier to tell apart than real ones: what is learnt of certainty on them alone is too sure. */
const generatedTrust = 0.1;

/** What an example counts as, against a real one, where certainty is learnt: in the temperature and the correction. */
export function trustOf({ origin }: Example): number {
  return origin === "real" ? 1 : generatedTrust;
}
