import { InputError } from "../../errors.ts";
import { isObject } from "../../files/is-object.ts";
import { quote } from "../../files/quote.ts";
import { sourceName, type TextSource } from "../../files/read-text.ts";
import { type BadRow, libraryNaming } from "../../files/records.ts";
import { requireOptions } from "../../options/known-options.ts";
import { keepPlace } from "../example-places.ts";
import { doccano } from "../exports/doccano.ts";
import { exportSentence } from "../exports/recognize-export.ts";
import { labelText } from "../labels/label-text.ts";
import { idIn } from "../predictions/choose-answer-fields.ts";
import { readRows } from "../rows/read-rows.ts";
import type { ReadRowsOptions, Row } from "../rows/row.ts";
import { rowOptionNames } from "../rows/row.ts";
import { labeledFormatOf } from "../rows/row-format.ts";
import type { LabelSet } from "./label-set.ts";

/** Separator of several labels in one cell, if the options name no other. */
const usualSeparator = ";";

/**
 * Reads texts with all their labels from a file of rows, in the file's order. The labels are in one of two forms:
 * - a field "labels" (or with a similar name): a list in JSON, or a string of names that `labelSeparator` (default: ";")
 *   separates. An empty list, an empty cell or null means none of the classes.
 * - in a table, one column per class with 1 or 0: the columns named like the known classes, or, if no class is known, all
 *   columns that hold nothing but 0 and 1.
 * @param source a path, "-" for standard input, or bytes
 * @throws InputError with file and line if a row has no text or no labels; CancelledError
 * @example
 * // mails.csv: text,labels
 * //            Refund me and send a new one,refund;delivery
 * await readLabelSets("mails.csv"); // [{ text: "Refund me and send a new one", labels: ["refund", "delivery"] }]
 */
export async function readLabelSets(source: TextSource, options: ReadRowsOptions = {}): Promise<LabelSet[]> {
  requireOptions(options, rowOptionNames);
  const rows: Row[] = [];
  const { labelSeparator: _, ...given } = options;
  // Rows {"text", "labels"} are not only doccano's form.
  const usual = `${sourceName(source)}: ${exportSentence(doccano)}.`;
  const onNotice = (sentence: string) => sentence === usual || options.onNotice?.(sentence);
  const reading = { ...given, onNotice };
  for await (const row of readRows(source, { ...reading, format: labeledFormatOf(source, options) }))
    rows.push(row);
  if (rows.length === 0)
    throw new InputError("holds no row that can be used.", { source: sourceName(source) });
  const hasField = rows.some(({ label }) => label !== undefined);
  const columns = hasField ? undefined : classColumns(rows, options, sourceName(source));
  const found: LabelSet[] = [];
  for (const row of rows) {
    const labels =
      columns === undefined
        ? labelSetIn(row.label, options)
        : columns.filter((name) => isOne(row.fields[name]));
    const id = idIn(row.fields);
    if (isList(labels))
      found.push(keepPlace({ text: row.text, labels, ...(id !== undefined && { id }) }, row));
    else if (options.onBadRow === "skip") await options.onBadRowSkipped?.(badRow(row, labels.reason));
    else throw new InputError(labels.reason, { source: row.source, line: row.line });
  }
  return found;
}

function isList(labels: string[] | { readonly reason: string }): labels is string[] {
  return Array.isArray(labels);
}

function badRow({ source, line, raw, fields }: Row, reason: string): BadRow {
  return { source, line, reason, raw: raw ?? JSON.stringify(fields) };
}

/** Returns the labels in the value of a field, or why it is invalid. */
export function labelSetIn(
  label: unknown,
  { labelSeparator, naming = libraryNaming }: Pick<ReadRowsOptions, "labelSeparator" | "naming">,
): string[] | { readonly reason: string } {
  if (label === undefined) {
    return {
      reason: `has no labels; give a list, which may be empty, or name the field with ${naming("labelField")}.`,
    };
  }
  if (label === null) return [];
  const labels = namesIn(label, labelSeparator || usualSeparator);
  const invalid = labels.find((name) => typeof name !== "string");
  if (invalid !== undefined || isObject(label)) {
    return {
      reason: `has a label that is not a string (${JSON.stringify(invalid ?? label).slice(0, 60)}); put it in quotes.`,
    };
  }
  return [...new Set((labels as string[]).map((name) => name.trim()).filter((name) => name !== ""))];
}

/** Returns the names in a value: a list, or a string that is a list in JSON or names with a separator. */
function namesIn(value: unknown, separator: string): unknown[] {
  if (Array.isArray(value)) return value.map((each) => labelText(each) ?? each);
  if (typeof value !== "string") return [labelText(value) ?? value];
  if (value.trim().startsWith("[")) {
    try {
      const list: unknown = JSON.parse(value);
      if (Array.isArray(list)) return namesIn(list, separator);
    } catch {
      // It is not JSON, so it is a name that begins with a bracket.
    }
  }
  return value.split(separator);
}

/** Returns the columns that say with 1 or 0 whether a row has a class. */
function classColumns(
  rows: readonly Row[],
  { classes = [], naming = libraryNaming }: ReadRowsOptions,
  source: string,
): string[] {
  const names = rows[0].columns ?? Object.keys(rows[0].fields);
  const binary = names.filter((name) => rows.every(({ fields }) => isBinary(fields[name])));
  const known = names.filter((name) => classes.includes(name));
  const wrong = known.find((name) => !binary.includes(name));
  if (wrong !== undefined) {
    const row = rows.find(({ fields }) => !isBinary(fields[wrong]))!;
    throw new InputError(
      `has ${quote(String(row.fields[wrong]))} in the column ${quote(wrong)} of a class, which must be 1 or 0.`,
      {
        source,
        line: row.line,
      },
    );
  }
  const found = classes.length > 0 ? known : binary;
  if (found.length > 0) return found;
  throw new InputError(
    `has neither a field "labels" nor a column of 1 and 0 per class; name the field with the labels with ${naming("labelField")}.`,
    { source },
  );
}

function isOne(value: unknown): boolean {
  return value === true || ["1", "1.0", "true"].includes(String(value).trim().toLowerCase());
}

function isBinary(value: unknown): boolean {
  return (
    isOne(value) ||
    value === null ||
    ["", "0", "0.0", "false", "undefined"].includes(String(value).trim().toLowerCase())
  );
}
