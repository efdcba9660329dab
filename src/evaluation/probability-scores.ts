/** The probabilities of one row, reduced to what the figures need. */
export interface ScoredProbabilities {
  /** Whether they sum to 1. A list that is cut to the most probable classes does not. */
  readonly isComplete: boolean;
  /** Probability of the true class. Absent if the truth is null or not among the probabilities. */
  readonly ofTruth?: number;
  /** Squared distance between probabilities and truth, 0 to 2. Absent as `ofTruth`. */
  readonly squaredError?: number;
  /** Number of classes that are at least as probable as the true class, itself included. Absent as `ofTruth`. */
  readonly rank?: number;
}

/**
 * Smaller probabilities count as this one, as in scikit-learn, so a row costs at most 36 nats. Smaller: one such row
 * outweighs the rest.
 */
const smallestProbability = Number.EPSILON;

/** Tolerance for the sum of rounded probabilities. Larger: lists that are cut count as complete. */
const sumTolerance = 0.01;

/** Reduces the probabilities of a row. The time and the memory that it frees are those of the number of classes. */
export function scoreProbabilities(
  truth: string | null,
  probabilities: Readonly<Record<string, number>>,
): ScoredProbabilities {
  const isKnown = truth !== null && Object.hasOwn(probabilities, truth);
  const ofTruth = isKnown ? probabilities[truth] : 0;
  let [sum, squares, rank] = [0, 0, 0];
  for (const name in probabilities) {
    const value = probabilities[name];
    sum += value;
    if (name === truth) squares += (value - 1) ** 2;
    else squares += value * value;
    if (value >= ofTruth) rank++;
  }
  const isComplete = Math.abs(sum - 1) < sumTolerance;
  return isKnown ? { isComplete, ofTruth, squaredError: squares, rank } : { isComplete };
}

/** Returns -log p in nats. */
export function logLossOf(probability: number): number {
  return -Math.log(Math.max(probability, smallestProbability));
}
