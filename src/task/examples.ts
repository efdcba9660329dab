import { z } from "zod";
import { InputError, requireOptions } from "../errors.ts";
import { readJsonLines } from "../files/json-lines.ts";
import { type ReadOptions, sourceName, type TextSource } from "../files/read-text.ts";
import { isBadRow } from "../files/records.ts";
import { checkClassName } from "./check-classes.ts";
import { keepPlace } from "./example-places.ts";
import { readLabeledRows, readRows } from "./rows/read-rows.ts";
import type { ReadRowsOptions } from "./rows/row.ts";
import { labeledFormatOf } from "./rows/row-format.ts";
import type { Example, ExampleSource, NoneExample } from "./task.ts";
import { isBlank } from "./visible-text.ts";

/**
 * Reads the user's labeled rows in their order: `{"text", "label"}` in JSONL, columns of these names in CSV, or fields of
 * similar names. A number or truth value is as good a label as its letters in quotes. A row without a label has the label
 * "", which checkLabels and the classifier leave out.
 * @throws InputError with file and line, if a row has no text or not one label and `onBadRow` is "stop"; if the file has
 * no rows, no field of labels, or several that may be meant; CancelledError
 */
export async function readExamples(source: TextSource, options: ReadRowsOptions = {}): Promise<Example[]> {
  requireOptions(options);
  const format = labeledFormatOf(source, options);
  const examples: Example[] = [];
  for await (const row of readLabeledRows(source, format, options)) {
    const { label, text } = row;
    examples.push(keepPlace({ label, text, origin: "real" }, row));
  }
  if (examples.length === 0)
    throw new InputError("holds no row that can be used.", { source: sourceName(source) });
  return examples;
}

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

const generatedLine = z.object({
  class_name: z.union([z.string(), z.number()]),
  examples: z.union([z.string().transform((text) => [text]), z.array(z.string())]),
  sources: z
    .array(z.object({ generator: z.string(), call: z.string(), examples: z.int().positive() }))
    .optional()
    .catch(undefined),
});

/**
 * Reads generated examples, one class a line: JSONL `{"class_name", "examples": [text, ...]}`. Lamini's classifier saves
 * the same (`saved_examples_path`; a lone text may stand for a list of one), with rows that a user added to a class among
 * them. `sources`, where pilesort wrote it and nobody added or removed a text, says who wrote which. Other fields and
 * blank texts are passed over.
 * @throws InputError with file and line; CancelledError
 */
export async function readGenerated(source: TextSource, options?: ReadOptions): Promise<Example[]> {
  if (options !== undefined) requireOptions(options);
  const likeness = '{"class_name": "some class", "examples": ["a text", "another"]}';
  const examples: Example[] = [];
  for await (const found of readJsonLines(source, likeness, options)) {
    const place = { source: sourceName(source), line: found.line };
    if (isBadRow(found)) throw new InputError(found.reason, place);
    const parsed = generatedLine.safeParse(found.fields);
    if (!parsed.success) throw new InputError(`must be an object such as ${likeness}.`, place);
    const label = checkClassName(String(parsed.data.class_name), place);
    const sources = sourcesOf(parsed.data);
    for (const [i, text] of parsed.data.examples.entries()) {
      const source = sources[i];
      if (isBlank(text)) continue;
      examples.push(keepPlace({ label, text, origin: "generated", ...(source && { source }) }, place));
    }
  }
  return examples;
}

/** Who wrote each text: sources count texts one after the other. Nothing where the counts do not fit any more. */
function sourcesOf({ examples, sources = [] }: z.infer<typeof generatedLine>): ExampleSource[] {
  const each = sources.flatMap(({ generator, call, examples: count }) =>
    Array.from({ length: Math.min(count, examples.length + 1) }, () => ({ generator, call })),
  );
  return each.length === examples.length ? each : [];
}

/**
 * Reads texts that belong to none of the classes: a text a line, JSONL `{"text"}`, or a CSV with that column. Labels
 * are passed over.
 * @throws InputError with file and line; CancelledError
 */
export async function readNoneExamples(
  source: TextSource,
  options: ReadRowsOptions = {},
): Promise<NoneExample[]> {
  const found: NoneExample[] = [];
  for await (const { text, fields } of readRows(source, options)) {
    const { generator, call } = fields ?? {};
    const isGenerated = typeof generator === "string" && typeof call === "string";
    found.push(
      isGenerated ? { text, origin: "generated", source: { generator, call } } : { text, origin: "real" },
    );
  }
  return found;
}
