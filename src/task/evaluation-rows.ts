import { InputError, requireOptions } from "../errors.ts";
import { sourceName, type TextSource } from "../files/read-text.ts";
import { keepPlace } from "./example-places.ts";
import { type ReadRowsOptions, readLabeledRows } from "./rows/read-rows.ts";
import { labeledFormatOf } from "./rows/row-format.ts";

/** A text whose class is known, to evaluate a classifier with. */
export interface EvaluationRow {
  readonly text: string;
  /** Null if the text belongs to none of the classes. */
  readonly label: string | null;
}

/**
 * Reads rows to evaluate a classifier with: those that readExamples reads, and in JSON also rows with `"label": null`,
 * whose texts belong to none of the classes (out of scope). Any other row without a label has the label "", which
 * checkLabels leaves out.
 * @throws InputError as readExamples; CancelledError
 */
export async function readEvaluationRows(
  source: TextSource,
  options: ReadRowsOptions = {},
): Promise<EvaluationRow[]> {
  requireOptions(options);
  const rows: EvaluationRow[] = [];
  for await (const row of readLabeledRows(source, labeledFormatOf(source, options), options)) {
    const { text, label, isOutOfScope } = row;
    rows.push(keepPlace({ text, label: isOutOfScope ? null : label }, row));
  }
  if (rows.length === 0)
    throw new InputError("holds no row that can be used.", { source: sourceName(source) });
  return rows;
}
