import { zeros } from "../../math/matrix.ts";
import type { CosineHead } from "./cosine-head.ts";
import type { TuningRow } from "./labeled-rows.ts";
import type { TuningEngine } from "./tuning-engine.ts";
import { type HeldOutResult, tuningLosses } from "./tuning-losses.ts";

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
  return tuningLosses[engine.lossName].evaluate(scores, byLength, classNames);
}
