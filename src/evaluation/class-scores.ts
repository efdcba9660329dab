import { type ConfusionCell, compareLabels } from "./confusion.ts";

/** How well one class is told from the rest. A share of nothing is 0. */
export interface ClassScores {
  /** The class; null is "none of these classes". */
  readonly label: string | null;
  /** Share of the rows predicted as this class that are of it. */
  readonly precision: number;
  /** Share of the rows of this class that are predicted as it. */
  readonly recall: number;
  /** Harmonic mean of precision and recall. */
  readonly f1: number;
  /** Rows that are of this class. */
  readonly support: number;
  /** Rows predicted as this class. */
  readonly predicted: number;
}

/** Scores of every label that is true or predicted somewhere, in order of their names. */
export function classScores(confusion: readonly ConfusionCell[]): ClassScores[] {
  const counts = new Map<string | null, { right: number; support: number; predicted: number }>();
  const countOf = (label: string | null) => {
    const count = counts.get(label) ?? { right: 0, support: 0, predicted: 0 };
    counts.set(label, count);
    return count;
  };
  for (const { truth, prediction, count } of confusion) {
    countOf(truth).support += count;
    countOf(prediction).predicted += count;
    if (truth === prediction) countOf(truth).right += count;
  }
  return [...counts]
    .sort(([a], [b]) => compareLabels(a, b))
    .map(([label, { right, support, predicted }]) => ({
      label,
      precision: predicted === 0 ? 0 : right / predicted,
      recall: support === 0 ? 0 : right / support,
      f1: (2 * right) / (support + predicted),
      support,
      predicted,
    }));
}

/** The mean of F1 over all labels, true or predicted, each counting the same: scikit-learn's macro average. */
export function macroF1(scores: readonly ClassScores[]): number {
  return scores.reduce((sum, { f1 }) => sum + f1, 0) / scores.length;
}
