import { z } from "zod";
import { InputError, type InputPlace, requireOptions } from "../errors.ts";
import { readJsonLines } from "./json-lines.ts";
import { type ReadOptions, sourceName, type TextSource } from "./read-text.ts";
import { formatOf } from "./row-format.ts";
import { type ReadRowsOptions, type Row, readRows } from "./rows.ts";
import type { Example, ExampleSource, NoneExample } from "./task.ts";
import { checkClassName } from "./task-schema.ts";
import { isBlank } from "./visible-text.ts";

/**
 * Reads the user's labeled rows, `{"text", "label"}` in JSONL or columns of these names in CSV, in their order. A
 * number is as good a label as its digits in quotes; other fields are passed over.
 * @throws InputError with file and line, where a row has no text or label; CancelledError
 */
export async function readExamples(source: TextSource, options: ReadRowsOptions = {}): Promise<Example[]> {
  requireOptions(options);
  const format = options.format ?? formatOf(sourceName(source), "jsonl");
  if (format === "lines") {
    const sentence = "holds texts without labels; labeled rows must be JSONL or CSV.";
    throw new InputError(sentence, { source: sourceName(source) });
  }
  const examples: Example[] = [];
  for await (const row of readRows(source, { ...options, format })) {
    examples.push({ label: labelOf(row), text: row.text, origin: "real" });
  }
  return examples;
}

/** The label of a row. @throws InputError where it has none */
export function labelOf({ fields, source, line }: Row): string {
  const place = { source, line };
  const label = Object.hasOwn(fields, "label") ? fields.label : undefined;
  if (label === undefined || label === null || label === "") {
    throw new InputError('has no label; give each row a "label", the name of its class.', place);
  }
  return checkLabel(label, place);
}

/** Numbers become the digits that JSON has for them, where none is lost. */
function checkLabel(label: unknown, place: InputPlace): string {
  if (typeof label === "string") return checkClassName(label, place);
  const isExact = Number.isInteger(label) ? Number.isSafeInteger(label) : Number.isFinite(label);
  if (isExact) return JSON.stringify(label);
  throw new InputError(`The label ${JSON.stringify(label)} must be a string; put it in quotes.`, place);
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
  const found: Example[] = [];
  for await (const { line, fields } of readJsonLines(source, likeness, options)) {
    const place = { source: sourceName(source), line };
    const parsed = generatedLine.safeParse(fields);
    if (!parsed.success) throw new InputError(`must be an object such as ${likeness}.`, place);
    const label = checkLabel(parsed.data.class_name, place);
    const sources = sourcesOf(parsed.data);
    for (const [i, text] of parsed.data.examples.entries()) {
      const source = sources[i];
      if (!isBlank(text)) found.push({ label, text, origin: "generated", ...(source && { source }) });
    }
  }
  return found;
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
