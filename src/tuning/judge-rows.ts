import { fitTemperature } from "../calibration/temperature.ts";
import { rowOf, zeros } from "../math/matrix.ts";
import type { CosineHead } from "./cosine-head.ts";
import { type TuningRow, weightOf } from "./labeled-rows.ts";
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
  let right = 0;
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    if (start > 0 && !(await goOn(start / rows.length))) return undefined;
    const part = byLength.slice(start, start + rowsAtOnce);
    const found = await engine.score(
      part.map(({ ids }) => ids),
      vectors,
    );
    scores.data.set(found.data, start * classNames.length);
    right += part.filter(({ label }, i) => classNames[argmax(rowOf(found, i))] === label).length;
  }
  const index = new Map(classNames.map((name, i) => [name, i]));
  const labels = Int32Array.from(byLength, ({ label }) => index.get(label)!);
  const weights = Float64Array.from(byLength, ({ weight = 1 }) => weight);
  const loss = fitTemperature({ scores, labels, weights }, 1).loss / weightOf(rows);
  return { loss, accuracy: right / rows.length };
}

function argmax(values: Float32Array): number {
  return values.reduce((best, value, i) => (value > values[best] ? i : best), 0);
}
