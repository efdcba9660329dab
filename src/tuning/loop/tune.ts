import { checkRows, type TuningRow } from "./labeled-rows.ts";
import type { TuningEngine } from "./tuning-engine.ts";
import { TuningRun } from "./tuning-run.ts";
import type { Tuned, TuneOptions } from "./tuning-types.ts";

/**
 * Tunes an encoder to tell classes apart: AdamW on an adapter and on a cosine head that starts from the class means.
 *
 * The same rows, options, threads and machine give the same bits, whether or not it was stopped and went on from a
 * checkpoint between. The engine is left with the adapter that is returned.
 * @param rows at least one; every class should have some.
 */
export async function tune(
  engine: TuningEngine,
  rows: readonly TuningRow[],
  classNames: readonly string[],
  options: TuneOptions,
): Promise<Tuned> {
  checkRows([...rows, ...(options.heldOut ?? [])], classNames, engine.weights.positions.rows);
  return await new TuningRun(engine, rows, classNames, options).run();
}
