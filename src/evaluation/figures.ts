import { expectedCalibrationError } from "./calibration-error.ts";
import { macroF1, weightedF1 } from "./class-scores.ts";
import type { Interval } from "./interval.ts";
import type { RowColumns } from "./row-columns.ts";
import type { Tally } from "./tally.ts";

/** The figures that are one number for all rows. */
export interface Figures {
  /** Share of rows that are classified correctly, 0 to 1. */
  readonly accuracy: number;
  /** Unweighted mean of F1 over all labels that are a truth or a prediction, 0 to 1. */
  readonly macroF1: number;
  /** Mean of F1 over all labels, weighted by their number of true rows, 0 to 1. */
  readonly weightedF1: number;
  /** Mean cost per row. Present if costs are given. */
  readonly meanCost?: number;
  /** Mean probability of the answers, 0 to 1. Absent if a row has none. If it is above the accuracy, they are too high. */
  readonly meanProbability?: number;
  /**
   * Mean absolute difference between probability and accuracy over bins, weighted by their rows, 0 to 1. Absent if a row
   * has no probability.
   */
  readonly expectedCalibrationError?: number;
  /** Mean of -log p(true class), in nats. Absent if a row lacks the probabilities of some classes. */
  readonly logLoss?: number;
  /**
   * Mean squared distance between probabilities and truth, 0 to 2 (Brier, "Verification of forecasts expressed in terms of
   * probability", 1950). Absent as `logLoss`.
   */
  readonly brierScore?: number;
}

export type FigureName = keyof Figures;

/** Interval of each figure. One is absent if its figure is, or if resamples cannot give one. */
export type FigureIntervals = Readonly<Partial<Record<FigureName, Interval>>>;

/** Computes the figures from sums over rows. */
export function figuresOf(tally: Tally, { probability, logLoss, cost }: RowColumns): Figures {
  const { rows, scored } = tally;
  return {
    accuracy: tally.correct / rows,
    macroF1: macroF1(tally.classes),
    weightedF1: weightedF1(tally.classes),
    ...(cost && { meanCost: tally.cost / rows }),
    ...(probability && {
      meanProbability: tally.probability / rows,
      expectedCalibrationError: expectedCalibrationError(tally.bins),
    }),
    ...(logLoss && { logLoss: tally.logLoss / scored, brierScore: tally.squaredError / scored }),
  };
}
