import type { Bootstrap } from "../bootstrap.ts";
import type { ReliabilityBin } from "../calibration-error.ts";
import type { EvaluationBasis } from "../evaluation.ts";
import type { Interval } from "../interval.ts";

/** The answer of any classifier that gives several labels per text. */
export interface LabelSetAnswer {
  /** The labels that the classifier gives to the text; empty if it gives none. */
  readonly labels: readonly string[];
  /** Probability of each label, 0 to 1, by name; they need not sum to 1. Absent if the classifier gives none. */
  readonly probabilities?: Readonly<Record<string, number>>;
}

/** How well one label is answered. */
export interface LabelFigures {
  readonly label: string;
  /** Number of rows that have the label. */
  readonly support: number;
  /** Number of rows that are answered with the label. */
  readonly answered: number;
  /** Number of rows that have the label and are answered with it. */
  readonly correct: number;
  /** Share of the answers that are correct; null if the label is never answered. */
  readonly precision: number | null;
  /** Share of the rows with the label that are answered with it; null if no row has the label. */
  readonly recall: number | null;
  /** Harmonic mean of precision and recall; null if the label neither occurs nor is answered. */
  readonly f1: number | null;
  /** Quality of the ranking of the rows by the label's probability; null without probabilities, or if no row has the label. */
  readonly averagePrecision: number | null;
  /** Expected calibration error of the label's probability in 15 bins, 0 to 1; null without probabilities. */
  readonly calibrationError: number | null;
  /** Probability from which a text is answered with the label. Present if it was given. */
  readonly threshold?: number;
  /** Intervals of precision, recall and F1. Absent without resamples, or if the label does not occur. */
  readonly intervals?: LabelIntervals;
  /** Precision against recall; see the same field of LabelSetEvaluation. */
  readonly curve: readonly PrecisionRecallPoint[];
}

export interface LabelIntervals {
  readonly precision?: Interval;
  readonly recall?: Interval;
  readonly f1?: Interval;
}

/** Precision and recall if every probability of at least `threshold` counts as an answer. */
export interface PrecisionRecallPoint {
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

/** The figures that are one number. All are from 0 to 1. */
export interface LabelSetFigures {
  /** F1, precision and recall of all pairs of row and label together, so that common labels count more. */
  readonly microF1: number;
  readonly microPrecision: number;
  readonly microRecall: number;
  /** Mean F1 of the labels that occur or are answered, so that all of them count equally. */
  readonly macroF1: number;
  /** Share of rows whose answer has exactly the true labels. */
  readonly exactMatch: number;
}

export type LabelSetFigureName = keyof LabelSetFigures;

/** How often a label is forgotten or added in rows that have another label. */
export interface LabelMistake {
  /** The label that is forgotten, or that is answered although it is not true. */
  readonly label: string;
  /** A true label of the same rows; null for rows without labels. */
  readonly with: string | null;
  /** Number of rows with the mistake. */
  readonly count: number;
  /** Number of rows in which it was possible: rows with `with` that have the label, or that do not have it. */
  readonly of: number;
}

/** A row whose answer is not exactly the true labels. */
export interface WrongLabelSet {
  /** Number of the row, from 1. */
  readonly row: number;
  readonly id?: string;
  readonly text?: string;
  /** The true labels. */
  readonly truth: readonly string[];
  /** The answered labels. */
  readonly labels: readonly string[];
  /** True labels that are not answered, and answered labels that are not true, each with its probability if it is known. */
  readonly forgotten: readonly LabelWithProbability[];
  readonly added: readonly LabelWithProbability[];
}

export interface LabelWithProbability {
  readonly label: string;
  readonly probability?: number;
}

/** How well a classifier answers that gives several labels per text. All figures are from 0 to 1, but for counts. */
export interface LabelSetEvaluation extends LabelSetFigures {
  /** A text may have several labels, or none. */
  readonly kind: "multi-label";
  /** What the answers are based on. Present if it was given. */
  readonly basis?: EvaluationBasis;
  /** Two to five sentences in plain words. */
  readonly verdict: string;
  /** Number of rows. */
  readonly count: number;
  /** Mean number of true labels per row. */
  readonly labelsPerRow: number;
  /** Mean number of answered labels per row. */
  readonly answeredPerRow: number;
  /** Mean of the labels' average precision; null without probabilities. */
  readonly meanAveragePrecision: number | null;
  /** Mean of the labels' calibration errors; null without probabilities. */
  readonly calibrationError: number | null;
  /** In the order of the classes. */
  readonly labels: readonly LabelFigures[];
  /** The reliability diagram of all pairs of row and label: 15 bins over the probability. Empty without probabilities. */
  readonly reliability: readonly ReliabilityBin[];
  /**
   * Precision against recall of all pairs of row and label, at most 100 points, the highest threshold first. Empty without
   * probabilities.
   */
  readonly curve: readonly PrecisionRecallPoint[];
  /** Labels that are forgotten in rows with another true label, the most frequent first, at most 20. */
  readonly forgotten: readonly LabelMistake[];
  /** Labels that are answered wrongly in rows with a true label, or with none, the most frequent first, at most 20. */
  readonly added: readonly LabelMistake[];
  /** Number of rows whose answer is not exactly the true labels. */
  readonly wrong: number;
  /** Those rows, the surest errors first, at most `maxWrongAnswers`. */
  readonly wrongAnswers: readonly WrongLabelSet[];
  /** Intervals of the figures that are one number. Absent without resamples. */
  readonly intervals?: Readonly<Partial<Record<LabelSetFigureName, Interval>>>;
  /** How intervals were computed. Absent as `intervals`. */
  readonly bootstrap?: Bootstrap;
}
