import { z } from "zod";
import { InputError, type InputPlace } from "../errors.ts";
import { readJsonLines } from "../files/json-lines.ts";
import { type ReadOptions, sourceName, type TextSource } from "../files/read-text.ts";
import { isBadRow } from "../files/records.ts";
import { requireOptions } from "../options/known-options.ts";
import { checkClassName } from "./check-classes.ts";
import { keepPlace } from "./example-places.ts";
import { idIn } from "./predictions/choose-answer-fields.ts";
import { readLabeledRows, readRows } from "./rows/read-rows.ts";
import type { ReadRowsOptions } from "./rows/row.ts";
import { rowOptionNames } from "./rows/row.ts";
import { labeledFormatOf } from "./rows/row-format.ts";
import type { Example, ExampleSource, NoneExample } from "./task.ts";
import { isBlank } from "./visible-text.ts";

/**
 * Reads examples from a file of labeled rows, in the file's order. Every format of RowFormat is read; "lines" must be
 * those of fastText. Text and label are in the fields "text" and "label", or in fields with similar names, which are
 * reported to `onNotice`. Numbers and booleans become strings. A row without a label gets the label "", which checkLabels
 * and the classifier leave out.
 * @param source a path, "-" for standard input, or bytes
 * @throws InputError with file and line, if a row has no text or several labels and `onBadRow` is "stop"; if the file has
 * no rows or no field for text or label, or if several fields fit equally well; CancelledError
 * @example
 * // mails.csv: text,label
 * //            Where is my parcel?,delivery
 * await readExamples("mails.csv");
 * // [{ label: "delivery", text: "Where is my parcel?", origin: "real" }]
 */
export async function readExamples(source: TextSource, options: ReadRowsOptions = {}): Promise<Example[]> {
  requireOptions(options, rowOptionNames);
  const format = labeledFormatOf(source, options);
  const examples: Example[] = [];
  for await (const row of readLabeledRows(source, format, options)) {
    const { label, text } = row;
    examples.push(keepPlace({ label, text, origin: "real" }, row));
  }
  if (examples.length === 0) throw noUsableRow(source);
  return examples;
}

/** A text with its true label, to evaluate a classifier with. */
export interface EvaluationRow {
  /** Identifier of the row: the field "id", or a field with a similar name. Absent if the row has none. */
  readonly id?: string;
  readonly text: string;
  /** Name of the true class; null if the text is out of scope; "" if the label is missing. */
  readonly label: string | null;
}

/**
 * Reads labeled rows to evaluate a classifier with. The rows are the same as in readExamples. In addition, a JSON row
 * with `"label": null` is out of scope. Any other row without a label gets the label "", which checkLabels leaves out.
 * @throws InputError as in readExamples; CancelledError
 * @example
 * // test.jsonl: {"text": "Refund me", "label": "refund"}
 * //             {"text": "What a day!", "label": null}
 * await readEvaluationRows("test.jsonl");
 * // [{ text: "Refund me", label: "refund" }, { text: "What a day!", label: null }]
 */
export async function readEvaluationRows(
  source: TextSource,
  options: ReadRowsOptions = {},
): Promise<EvaluationRow[]> {
  requireOptions(options, rowOptionNames);
  const rows: EvaluationRow[] = [];
  for await (const row of readLabeledRows(source, labeledFormatOf(source, options), options)) {
    const { text, label, isOutOfScope, fields } = row;
    const id = idIn(fields);
    rows.push(keepPlace({ ...(id !== undefined && { id }), text, label: isOutOfScope ? null : label }, row));
  }
  if (rows.length === 0) throw noUsableRow(source);
  return rows;
}

function noUsableRow(source: TextSource): InputError {
  return new InputError("holds no row that can be used.", { source: sourceName(source) });
}

/** A generated text with all its labels, as pilesort writes it if a text may have several. */
const generatedLabelSet = z.object({
  text: z.string(),
  labels: z.array(z.string()).min(1),
  generator: z.string().optional().catch(undefined),
  call: z.string().optional().catch(undefined),
});

const generatedLine = z.object({
  class_name: z.union([z.string(), z.number()]),
  examples: z.union([z.string().transform((text) => [text]), z.array(z.string())]),
  sources: z
    .array(z.object({ generator: z.string(), call: z.string(), examples: z.int().positive() }))
    .optional()
    .catch(undefined),
});

/**
 * Reads generated examples, one class per line: JSONL `{"class_name", "examples": [text, ...]}`. Lamini's classifier
 * saves the same format (`saved_examples_path`), in which `examples` may also be a single text. pilesort adds
 * `sources`, which says what generated each text; it is ignored if texts were added or removed since. Other fields and
 * blank texts are skipped.
 *
 * A line may also be one text with its labels, `{"text", "labels": [name, ...]}`, which gives one example per label.
 * @throws InputError with file and line; CancelledError
 * @example
 * // generated.jsonl: {"class_name": "refund", "examples": ["I want my money back"]}
 * await readGenerated("generated.jsonl");
 * // [{ label: "refund", text: "I want my money back", origin: "generated" }]
 */
export async function readGenerated(source: TextSource, options?: ReadOptions): Promise<Example[]> {
  if (options !== undefined) requireOptions(options, rowOptionNames);
  const likeness = '{"class_name": "some class", "examples": ["a text", "another"]}';
  const setLikeness = '{"text": "a text", "labels": ["some class"]}';
  const examples: Example[] = [];
  for await (const found of readJsonLines(source, likeness, options)) {
    const place = { source: sourceName(source), line: found.line };
    if (isBadRow(found)) throw new InputError(found.reason, place);
    const labeled = generatedLabelSet.safeParse(found.fields);
    if (labeled.success) {
      examples.push(...examplesOf(labeled.data, place));
      continue;
    }
    const parsed = generatedLine.safeParse(found.fields);
    if (!parsed.success)
      throw new InputError(`must be an object such as ${likeness}, or ${setLikeness}.`, place);
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

function examplesOf(
  { text, labels, generator, call }: z.infer<typeof generatedLabelSet>,
  place: InputPlace,
): Example[] {
  if (isBlank(text)) return [];
  const source = generator !== undefined && call !== undefined ? { source: { generator, call } } : undefined;
  return [...new Set(labels)].map((name) =>
    keepPlace({ label: checkClassName(name, place), text, origin: "generated", ...source }, place),
  );
}

/**
 * Returns the source of each text: each entry of `sources` counts consecutive texts. Returns [] if the counts do not
 * match.
 */
function sourcesOf({ examples, sources = [] }: z.infer<typeof generatedLine>): ExampleSource[] {
  const each = sources.flatMap(({ generator, call, examples: count }) =>
    Array.from({ length: Math.min(count, examples.length + 1) }, () => ({ generator, call })),
  );
  return each.length === examples.length ? each : [];
}

/**
 * Reads texts that are out of scope, in any format that readRows reads: for instance one text per line, JSONL
 * `{"text"}`, or CSV with a column "text". Labels are ignored.
 * @throws InputError with file and line; CancelledError
 * @example
 * // chatter.txt: What a day!
 * await readNoneExamples("chatter.txt"); // [{ text: "What a day!", origin: "real" }]
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
