import { checkRows, type TuningRow } from "./labeled-rows.ts";
import type { TuningEngine } from "./tuning-engine.ts";
import { TuningRun } from "./tuning-run.ts";
import type { Tuned, TuneOptions } from "./tuning-types.ts";

/**
 * Fine-tunes an encoder to separate classes: AdamW on an adapter and on a cosine head that starts from the class means.
 *
 * The same rows, options, number of threads and machine give the same bits, also if tuning was stopped and resumed from a
 * checkpoint. The engine is left with the returned adapter.
 * @param rows at least one; every class should have some
 * @throws RangeError if a row does not fit the classes or the encoder, or `from` has another rank
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
