import { accuracyOf } from "../../calibration/held-out-scores.ts";
import { fitTemperature } from "../../calibration/temperature.ts";
import { zeros } from "../../math/matrix.ts";
import type { CosineHead } from "./cosine-head.ts";
import { classNumbers, type TuningRow, weightOf } from "./labeled-rows.ts";
import type { TuningEngine } from "./tuning-engine.ts";

/** How rows that are not learnt from fare. */
export interface HeldOut {
  /**
   * Mean cross-entropy, weighted as the rows are, at the temperature that suits them: how sure a classifier is will be
   * learnt anew, so that it must not decide which epoch is the best.
   */
  readonly loss: number;
  /** Share of the rows, each counted once, whose class scores highest. */
  readonly accuracy: number;
}

/** Rows judged between two looks at whether to go on; their scores and targets are in memory together. */
const rowsAtOnce = 256;

/**
 * Judges rows at the adapter that is on.
 * @param goOn called between parts, with the share of the rows judged so far.
 * @returns undefined where goOn said no.
 */
export async function judgeRows(
  engine: TuningEngine,
  rows: readonly TuningRow[],
  { classNames, vectors }: CosineHead,
  goOn: (share: number) => Promise<boolean>,
): Promise<HeldOut | undefined> {
  const byLength = [...rows].sort((a, b) => a.ids.length - b.ids.length);
  const scores = zeros(rows.length, classNames.length);
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    if (start > 0 && !(await goOn(start / rows.length))) return undefined;
    const part = byLength.slice(start, start + rowsAtOnce);
    const found = await engine.score(
      part.map(({ ids }) => ids),
      vectors,
    );
    scores.data.set(found.data, start * classNames.length);
  }
  const weights = Float64Array.from(byLength, ({ weight = 1 }) => weight);
  const judged = { scores, labels: classNumbers(byLength, classNames), weights };
  return { loss: fitTemperature(judged, 1).loss / weightOf(rows), accuracy: accuracyOf(judged) };
}
