import { type ConfusionCell, compareLabels } from "./confusion.ts";

/** Precision, recall and F1 of one class. A share of zero rows is 0. */
export interface ClassScores {
  /** Name of the class, or null for "none of these classes". */
  readonly label: string | null;
  /** Share of the rows predicted as this class whose truth is this class. */
  readonly precision: number;
  /** Share of the rows of this class that are predicted as this class. */
  readonly recall: number;
  /** Harmonic mean of precision and recall. */
  readonly f1: number;
  /** Number of rows whose truth is this class. */
  readonly support: number;
  /** Number of rows predicted as this class. */
  readonly predicted: number;
}

/** Computes the scores of every label that is a truth or a prediction of some row, ordered by name. */
export function classScores(confusion: readonly ConfusionCell[]): ClassScores[] {
  const counts = new Map<string | null, { correct: number; support: number; predicted: number }>();
  const countOf = (label: string | null) => {
    const count = counts.get(label) ?? { correct: 0, support: 0, predicted: 0 };
    counts.set(label, count);
    return count;
  };
  for (const { truth, prediction, count } of confusion) {
    countOf(truth).support += count;
    countOf(prediction).predicted += count;
    if (truth === prediction) countOf(truth).correct += count;
  }
  return [...counts]
    .sort(([a], [b]) => compareLabels(a, b))
    .map(([label, { correct, support, predicted }]) => ({
      label,
      precision: predicted === 0 ? 0 : correct / predicted,
      recall: support === 0 ? 0 : correct / support,
      f1: (2 * correct) / (support + predicted),
      support,
      predicted,
    }));
}

/** Returns the unweighted mean of F1 over all labels: scikit-learn's macro average. */
export function macroF1(scores: readonly ClassScores[]): number {
  return scores.reduce((sum, { f1 }) => sum + f1, 0) / scores.length;
}
