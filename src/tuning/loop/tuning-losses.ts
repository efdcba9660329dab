import { accuracyOf } from "../../calibration/held-out-scores.ts";
import { fitTemperature } from "../../calibration/temperature.ts";
import type { Matrix } from "../../math/matrix.ts";
import type { LossName } from "../graph/head-loss.ts";
import { classMeans } from "./cosine-head.ts";
import { classNumbers, type TuningRow, weightOf } from "./labeled-rows.ts";
import { evaluateLabels, startingLabels } from "./sigmoid-head.ts";

/** Loss and accuracy on the held-out rows. */
export interface HeldOutResult {
  /**
   * Weighted mean cross-entropy, nats, at the best temperature (softmax) or calibration (sigmoid). The final classifier fits
   * its own, so overconfidence must not decide which epoch is the best.
   */
  readonly loss: number;
  /** Unweighted share of the rows whose highest score is of their class or one of their labels, 0 to 1. */
  readonly accuracy: number;
}

/** What a loss needs in addition to its graph. */
interface TuningLoss {
  /** Returns the head to start from: see CosineHead. @param vectors unit vectors of the rows: [rows, hidden] */
  start(vectors: Matrix, rows: readonly TuningRow[], classNames: readonly string[]): Matrix;
  /** @param scores of the rows: [rows, classes] */
  evaluate(
    scores: Matrix,
    rows: readonly TuningRow[],
    classNames: readonly string[],
  ): HeldOutResult | Promise<HeldOutResult>;
}

export const tuningLosses: Readonly<Record<LossName, TuningLoss>> = {
  softmax: {
    start: classMeans,
    evaluate(scores, rows, classNames) {
      const weights = Float64Array.from(rows, ({ weight = 1 }) => weight);
      const evaluated = { scores, labels: classNumbers(rows, classNames), weights };
      return { loss: fitTemperature(evaluated, 1).loss / weightOf(rows), accuracy: accuracyOf(evaluated) };
    },
  },
  sigmoid: { start: startingLabels, evaluate: evaluateLabels },
};
