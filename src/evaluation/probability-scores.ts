import type { EvaluatedRow } from "./evaluated-row.ts";

/** A row whose true class has a probability. Other rows are left out of these scores. */
interface ScoredRow {
  readonly truth: string;
  readonly probabilities: Readonly<Record<string, number>>;
}

/**
 * Smaller probabilities count as this one, as in scikit-learn, so a row costs at most 36 nats. Smaller: one such row
 * outweighs the rest.
 */
const smallestProbability = Number.EPSILON;

/**
 * Computes the mean of -log p(true class), in nats, over the rows whose truth is a known class.
 * @returns undefined if no truth is a known class, or if a row lacks the probabilities of some classes
 */
export function logLoss(rows: readonly EvaluatedRow[]): number | undefined {
  return meanOver(
    rows,
    ({ truth, probabilities }) => -Math.log(Math.max(probabilities[truth], smallestProbability)),
  );
}

/**
 * Computes the mean of sum_c (p_c - [c is true])^2, 0 to 2, over the rows whose truth is a known class (Brier,
 * "Verification of forecasts expressed in terms of probability", 1950).
 * @returns undefined if no truth is a known class, or if a row lacks the probabilities of some classes
 */
export function brierScore(rows: readonly EvaluatedRow[]): number | undefined {
  return meanOver(rows, ({ truth, probabilities }) => {
    let sum = 0;
    for (const [name, probability] of Object.entries(probabilities)) {
      sum += (probability - (name === truth ? 1 : 0)) ** 2;
    }
    return sum;
  });
}

function meanOver(rows: readonly EvaluatedRow[], score: (row: ScoredRow) => number): number | undefined {
  let sum = 0;
  let count = 0;
  for (const { truth, probabilities } of rows) {
    if (truth === null) continue;
    if (probabilities === undefined || !isComplete(probabilities)) return undefined;
    if (!Object.hasOwn(probabilities, truth)) continue;
    sum += score({ truth, probabilities });
    count++;
  }
  return count === 0 ? undefined : sum / count;
}

/**
 * Whether probabilities sum to 1, with a tolerance for rounded output. A list that is cut to the most probable classes
 * does not.
 */
function isComplete(probabilities: Readonly<Record<string, number>>): boolean {
  const sum = Object.values(probabilities).reduce((total, probability) => total + probability, 0);
  return Math.abs(sum - 1) < 0.01;
}
