import type { Interval } from "./interval.ts";
import type { ClassCounts } from "./sums.ts";

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
  /** Absent if there are no resamples. */
  readonly intervals?: ClassIntervals;
}

/** Intervals of the scores of one class. One is absent if too few resamples have rows to compute it from. */
export interface ClassIntervals {
  readonly precision?: Interval;
  readonly recall?: Interval;
  readonly f1?: Interval;
}

/** Computes the scores of every label, in the order of the labels. */
export function classScores(labels: readonly (string | null)[], counts: ClassCounts): ClassScores[] {
  return labels.map((label, i) => {
    const [correct, support, predicted] = [counts.correct[i], counts.support[i], counts.predicted[i]];
    return {
      label,
      precision: predicted === 0 ? 0 : correct / predicted,
      recall: support === 0 ? 0 : correct / support,
      f1: (2 * correct) / (support + predicted),
      support,
      predicted,
    };
  });
}

/** Returns the unweighted mean of F1 over all labels that occur: scikit-learn's macro average. */
export function macroF1({ correct, support, predicted }: ClassCounts): number {
  let [sum, labels] = [0, 0];
  for (let i = 0; i < correct.length; i++) {
    const rows = support[i] + predicted[i];
    if (rows === 0) continue;
    sum += (2 * correct[i]) / rows;
    labels++;
  }
  return sum / labels;
}

/** Returns the mean of F1 over all labels, weighted by their number of true rows: scikit-learn's weighted average. */
export function weightedF1({ correct, support, predicted }: ClassCounts): number {
  let [sum, rows] = [0, 0];
  for (let i = 0; i < correct.length; i++) {
    rows += support[i];
    if (support[i] > 0) sum += (support[i] * 2 * correct[i]) / (support[i] + predicted[i]);
  }
  return sum / rows;
}
