import type { Bootstrap } from "./bootstrap.ts";
import type { ReliabilityBin } from "./calibration-error.ts";
import type { ClassScores } from "./class-scores.ts";
import type { ConfusionCell } from "./confusion.ts";
import type { CoveragePoint } from "./coverage-curve.ts";
import type { FigureIntervals, Figures } from "./figures.ts";
import type { HierarchyScores } from "./hierarchy-scores.ts";
import type { Interval } from "./interval.ts";
import type { OutOfScopeScores } from "./out-of-scope.ts";
import type { WrongAnswer } from "./wrong-answers.ts";

/** The quality of predictions: all figures, as plain data that can be saved as JSON. */
export interface Evaluation extends Figures {
  /** Every text has one true class. */
  readonly kind: "single-label";
  /** What the answers are based on. Present if it was given. */
  readonly basis?: EvaluationBasis;
  /** Two to four sentences in plain words. */
  readonly verdict: string;
  /** Number of rows. */
  readonly rows: number;
  /** Number of rows whose truth is null: texts that are out of scope. */
  readonly outOfScopeRows: number;
  /** Scores of every label that is a truth or a prediction, ordered by name. Null is "none of these classes". */
  readonly classes: readonly ClassScores[];
  /** The confusion matrix: every pair of truth and prediction that occurs. */
  readonly confusion: readonly ConfusionCell[];
  /** The pairs of truth and incorrect prediction that cost most, at most 20. Without costs: the most frequent ones. */
  readonly mostConfused: readonly ConfusionCell[];
  /** The reliability diagram: 15 bins of equal width over the probability. Empty if a row has no probability. */
  readonly reliability: readonly ReliabilityBin[];
  /** Accuracy against the share of rows answered: at most one point per hundredth. Empty as `reliability`. */
  readonly coverage: readonly CoveragePoint[];
  /** The answers with a probability of at least 0.9. Absent if a row has no probability. */
  readonly sure?: CoveragePoint;
  /**
   * Share of rows whose true class is among the k most probable, for k = 1, 3 and 5. Empty if a row has no
   * probabilities.
   */
  readonly topK: readonly TopKAccuracy[];
  /** How well out-of-scope texts are recognized. Absent if there are none. */
  readonly outOfScope?: OutOfScopeScores;
  /** The same as `outOfScope.areaUnderRoc`. */
  readonly noneAreaUnderRoc?: number;
  /** The answers at each level of the tree of classes. Present if the option hierarchy is on. */
  readonly hierarchy?: HierarchyScores;
  /** True labels that are not classes of the classifier. Their rows cannot be classified correctly. */
  readonly unknownLabels: readonly string[];
  /** Number of rows that are classified incorrectly. */
  readonly wrong: number;
  /** The incorrect answers with the highest probability, at most `maxWrongAnswers`. */
  readonly wrongAnswers: readonly WrongAnswer[];
  /** Absent if there are no resamples. */
  readonly intervals?: FigureIntervals;
  /** How intervals were computed. Absent as `intervals`. */
  readonly bootstrap?: Bootstrap;
}

/** What the answers of an evaluation are based on. */
export interface EvaluationBasis {
  /**
   * - "test rows": labeled rows that the model was not trained on
   * - "real examples", "generated examples", "descriptions": the model's own pile, by cross-validation
   * - "predictions": the output of any classifier
   */
  readonly source: "test rows" | "real examples" | "generated examples" | "descriptions" | "predictions";
  /** Number of folds of the cross-validation. Absent if there was none. */
  readonly folds?: number;
  /** True if no row is a real text, so that all figures are estimates. Of "descriptions" they say nothing about real texts. */
  readonly isEstimate?: boolean;
  /** Sentences that say what the figures stand for. */
  readonly notes: readonly string[];
}

export interface TopKAccuracy {
  readonly k: number;
  readonly accuracy: number;
  /** Absent if there are no resamples. */
  readonly interval?: Interval;
}
