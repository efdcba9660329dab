import type { EvaluatedRow } from "./evaluated-row.ts";

/** A row whose true class has a probability; the others are left out of these scores. */
interface ScoredRow {
  readonly truth: string;
  readonly probabilities: Readonly<Record<string, number>>;
}

/** scikit-learn's bound: a class that was ruled out costs 36, not infinitely much. */
const smallestProbability = Number.EPSILON;

/**
 * The mean of -log p(true class), in nats, over the rows whose truth is a known class.
 * @returns undefined where there is no such row, or where one has not all its probabilities.
 */
export function logLoss(rows: readonly EvaluatedRow[]): number | undefined {
  return meanOver(
    rows,
    ({ truth, probabilities }) => -Math.log(Math.max(probabilities[truth], smallestProbability)),
  );
}

/**
 * The mean of the squared distance from the probabilities to the truth, sum_c (p_c - [c is true])^2, 0 to 2, over the
 * rows whose truth is a known class. (Brier, "Verification of forecasts expressed in terms of probability", 1950.)
 * @returns undefined where there is no such row, or where one has not all its probabilities.
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

/** Probabilities cut to the top few do not sum to 1; what was cut is unknown. Leaves room for rounded output. */
function isComplete(probabilities: Readonly<Record<string, number>>): boolean {
  const sum = Object.values(probabilities).reduce((total, probability) => total + probability, 0);
  return Math.abs(sum - 1) < 0.01;
}
