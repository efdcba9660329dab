import type { Example } from "../task/task.ts";

/** Generated texts are easier to tell apart than real ones: what is learnt of certainty on them alone is too sure. */
const generatedWeight = 0.1;

/** What an example counts as, against a real one, where certainty is learnt: in the temperature and the correction. */
export function calibrationWeight({ origin }: Example): number {
  return origin === "real" ? 1 : generatedWeight;
}
