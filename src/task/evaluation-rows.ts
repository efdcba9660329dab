import { InputError, requireOptions } from "../errors.ts";
import { labelOf } from "./examples.ts";
import { sourceName, type TextSource } from "./read-text.ts";
import { formatOf } from "./row-format.ts";
import { type ReadRowsOptions, readRows } from "./rows.ts";

/** A text whose class is known, to evaluate a classifier with. */
export interface EvaluationRow {
  readonly text: string;
  /** Null if the text belongs to none of the classes. */
  readonly label: string | null;
}

/**
 * Reads rows to evaluate a classifier with: those that readExamples reads, and in JSONL also rows with `"label": null`,
 * whose texts belong to none of the classes (out of scope).
 * @throws InputError with file and line, where a row has no text or label; CancelledError
 */
export async function readEvaluationRows(
  source: TextSource,
  options: ReadRowsOptions = {},
): Promise<EvaluationRow[]> {
  requireOptions(options);
  const format = options.format ?? formatOf(sourceName(source), "jsonl");
  if (format === "lines") {
    const sentence = "holds texts without labels; labeled rows must be JSONL or CSV.";
    throw new InputError(sentence, { source: sourceName(source) });
  }
  const rows: EvaluationRow[] = [];
  for await (const row of readRows(source, { ...options, format })) {
    const isOutOfScope = Object.hasOwn(row.fields, "label") && row.fields.label === null;
    rows.push({ text: row.text, label: isOutOfScope ? null : labelOf(row) });
  }
  return rows;
}
