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
}

/** How well a classifier answers that gives several labels per text. All figures are from 0 to 1, but for counts. */
export interface LabelSetEvaluation {
  /** Number of rows. */
  readonly count: number;
  /** Mean number of true labels per row. */
  readonly labelsPerRow: number;
  /** Mean number of answered labels per row. */
  readonly answeredPerRow: number;
  /** F1, precision and recall of all pairs of row and label together, so that common labels count more. */
  readonly microF1: number;
  readonly microPrecision: number;
  readonly microRecall: number;
  /** Mean F1 of the labels that occur or are answered, so that all of them count equally. */
  readonly macroF1: number;
  /** Share of rows whose answer has exactly the true labels. */
  readonly exactMatch: number;
  /** Mean of the labels' average precision; null without probabilities. */
  readonly meanAveragePrecision: number | null;
  /** Mean of the labels' calibration errors; null without probabilities. */
  readonly calibrationError: number | null;
  /** In the order of the classes. */
  readonly labels: readonly LabelFigures[];
}
