import { InputError } from "../../errors.ts";
import { sourceName, type TextSource } from "../../files/read-text.ts";
import { isBadRow } from "../../files/records.ts";
import { labelText } from "../labels/label-text.ts";
import { recordsOf } from "../rows/read-rows.ts";
import type { ReadRowsOptions } from "../rows/row.ts";
import { labeledFormatOf } from "../rows/row-format.ts";

/** What it costs to predict one class where another is true. */
export interface CostRow {
  readonly truth: string | null;
  readonly prediction: string | null;
  readonly cost: number;
}

const likeness = '{"truth": "refund", "prediction": "praise", "cost": 5}';

/**
 * Reads what wrong answers cost: one row per pair, with the fields "truth", "prediction" and "cost". In JSON null, in CSV an
 * empty cell, stands for "none of these classes".
 * @throws InputError with file and line
 * @example
 * // costs.csv: truth,prediction,cost
 * //            refund,praise,5
 * await readCosts("costs.csv"); // [{ truth: "refund", prediction: "praise", cost: 5 }]
 */
export async function readCosts(source: TextSource, options: ReadRowsOptions = {}): Promise<CostRow[]> {
  const format = labeledFormatOf(source, options);
  const name = sourceName(source);
  if (format === "lines") {
    throw new InputError(`must be JSONL or CSV with rows such as ${likeness}.`, { source: name });
  }
  const costs: CostRow[] = [];
  for await (const record of recordsOf(source, format, options, { likeness, takeHeader: () => {} })) {
    const place = { source: name, line: record.line };
    if (isBadRow(record)) throw new InputError(record.reason, place);
    const { truth, prediction, cost } = record.fields;
    const number = typeof cost === "string" && cost.trim() !== "" ? Number(cost) : cost;
    const names = [nameOf(truth), nameOf(prediction)];
    if (names.includes(undefined) || typeof number !== "number" || !(number >= 0 && number < Infinity)) {
      throw new InputError(
        `must have a truth, a prediction and a cost of zero or more, as in ${likeness}.`,
        place,
      );
    }
    const [trueName, predictedName] = names as (string | null)[];
    costs.push({ truth: trueName, prediction: predictedName, cost: number });
  }
  return costs;
}

/** Returns null for "none of these classes", undefined if there is no name. */
function nameOf(value: unknown): string | null | undefined {
  if (value === null || value === "") return null;
  return typeof value === "string" ? value.trim() : labelText(value);
}
