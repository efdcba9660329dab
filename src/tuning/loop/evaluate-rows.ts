import { accuracyOf } from "../../calibration/held-out-scores.ts";
import { fitTemperature } from "../../calibration/temperature.ts";
import { zeros } from "../../math/matrix.ts";
import type { CosineHead } from "./cosine-head.ts";
import { classNumbers, type TuningRow, weightOf } from "./labeled-rows.ts";
import type { TuningEngine } from "./tuning-engine.ts";

/** Loss and accuracy on the held-out rows. */
export interface HeldOutResult {
  /**
   * Weighted mean cross-entropy at the best temperature, nats. The final classifier fits a temperature of its own, so
   * overconfidence must not decide which epoch is the best.
   */
  readonly loss: number;
  /** Unweighted share of the rows whose own class has the highest score, 0 to 1. */
  readonly accuracy: number;
}

/** Rows that are scored between two calls of `mayContinue`. More rows take more memory and react later to a stop. */
const rowsAtOnce = 256;

/**
 * Evaluates a head on rows with the engine's current adapter.
 * @param mayContinue called between parts with the share of rows that are done, 0 to 1
 * @returns undefined if `mayContinue` returned false
 */
export async function evaluateRows(
  engine: TuningEngine,
  rows: readonly TuningRow[],
  { classNames, vectors }: CosineHead,
  mayContinue: (share: number) => Promise<boolean>,
): Promise<HeldOutResult | undefined> {
  const byLength = [...rows].sort((a, b) => a.ids.length - b.ids.length);
  const scores = zeros(rows.length, classNames.length);
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    if (start > 0 && !(await mayContinue(start / rows.length))) return undefined;
    const part = byLength.slice(start, start + rowsAtOnce);
    const found = await engine.score(
      part.map(({ ids }) => ids),
      vectors,
    );
    scores.data.set(found.data, start * classNames.length);
  }
  const weights = Float64Array.from(byLength, ({ weight = 1 }) => weight);
  const evaluated = { scores, labels: classNumbers(byLength, classNames), weights };
  return { loss: fitTemperature(evaluated, 1).loss / weightOf(rows), accuracy: accuracyOf(evaluated) };
}
