import { InputError, type InputPlace } from "../../errors.ts";
import { isObject } from "../../files/is-object.ts";
import { quote } from "../../files/quote.ts";
import { sourceName, type TextSource } from "../../files/read-text.ts";
import { type DataRecord, isBadRow, libraryNaming } from "../../files/records.ts";
import { type OptionNames, requireOptions } from "../../options/known-options.ts";
import { labelText } from "../labels/label-text.ts";
import { recordsOf } from "../rows/read-rows.ts";
import type { ReadRowsOptions } from "../rows/row.ts";
import { rowOptionNames } from "../rows/row.ts";
import { labeledFormatOf } from "../rows/row-format.ts";
import { type AnswerFields, chooseAnswerFields, idIn } from "./choose-answer-fields.ts";

export interface ReadPredictionsOptions
  extends Omit<ReadRowsOptions, "onBadRow" | "onBadRowSkipped" | "classes" | "labelSeparator"> {
  /** Name of the field with the identifier of a row (default: "id", or a field with a similar name). */
  readonly idField?: string;
  /** Name of the field with the predicted class (default: "prediction", or a field with a similar name). */
  readonly predictionField?: string;
  /** Whether each row must have a true label, too (default: false). */
  readonly withLabels?: boolean;
}

/** Also of the functions that read several labels per row. */
export const predictionOptionNames = {
  ...rowOptionNames,
  ...{ idField: true, predictionField: true, withLabels: true },
} satisfies OptionNames<ReadPredictionsOptions>;

/** A row of a file of predictions. Fields that the file lacks are absent. */
export interface PredictionRow extends InputPlace {
  readonly id?: string;
  readonly text?: string;
  /** True label, if `withLabels`: null if the text is out of scope, "" if it is missing. */
  readonly label?: string | null;
  /** Name of the class, or null for "none of these classes" and for no answer. */
  readonly prediction: string | null;
  readonly probability?: number;
  readonly probabilities?: Readonly<Record<string, number>>;
  readonly noneProbability?: number;
}

/** A row of a file of true labels. */
export interface TruthRow extends InputPlace {
  readonly id?: string;
  readonly text?: string;
  /** Name of the class; null if the text is out of scope; "" if the label is missing. */
  readonly label: string | null;
}

/**
 * Reads predictions of any classifier as a stream: the output of `pilesort classify`, or JSONL, CSV and other files of rows.
 * Fields are found by their usual names: "prediction", "probability", "probabilities" (an object, or a list of
 * {label, score}), columns such as "probability_refund", "none_probability", "id" and "text". Only the prediction must be
 * there.
 * @param source a path, "-" for standard input, or bytes
 * @throws InputError with file and line, if a row is invalid or a field is missing
 * @example
 * // answers.csv: id,prediction,score
 * //            7,refund,0.91
 * for await (const row of readPredictions("answers.csv")) console.log(row.id, row.prediction, row.probability);
 * // 7 refund 0.91
 */
export async function* readPredictions(
  source: TextSource,
  options: ReadPredictionsOptions = {},
): AsyncGenerator<PredictionRow, void, undefined> {
  requireOptions(options, predictionOptionNames);
  const needs = { prediction: true, label: options.withLabels === true };
  for await (const { record, fields, place } of answerRecords(source, needs, options)) {
    const probabilities = probabilitiesOf(record, fields, place);
    yield {
      ...place,
      ...identityOf(record, fields),
      ...(needs.label && { label: nameIn(record, fields.label, place) }),
      prediction: nameIn(record, fields.prediction, place) || null,
      ...numberIn(record, "probability", fields.probability, place),
      ...(probabilities && { probabilities }),
      ...numberIn(record, "noneProbability", fields.noneProbability, place),
    };
  }
}

/**
 * Reads true labels, in the file's order, to join them with predictions. Unlike readEvaluationRows it needs no texts.
 * @throws InputError as readPredictions; if the file has no rows
 * @example
 * // truth.csv: id,label
 * //            7,refund
 * await readTruths("truth.csv"); // [{ source: "truth.csv", line: 2, id: "7", label: "refund" }]
 */
export async function readTruths(
  source: TextSource,
  options: Omit<ReadPredictionsOptions, "withLabels" | "predictionField"> = {},
): Promise<TruthRow[]> {
  requireOptions(options, predictionOptionNames);
  const rows: TruthRow[] = [];
  const needs = { prediction: false, label: true };
  for await (const { record, fields, place } of answerRecords(source, needs, options)) {
    rows.push({ ...place, ...identityOf(record, fields), label: nameIn(record, fields.label, place) });
  }
  if (rows.length === 0) throw new InputError("holds no rows.", { source: sourceName(source) });
  return rows;
}

/** Reads the records of a file, each with the fields that hold what is needed. @throws InputError with file and line */
export async function* answerRecords(
  source: TextSource,
  needs: { readonly prediction: boolean; readonly label: boolean },
  options: ReadPredictionsOptions,
) {
  const format = labeledFormatOf(source, options);
  const name = sourceName(source);
  if (format === "lines") {
    throw new InputError("must be JSONL, CSV or another file with named fields.", { source: name });
  }
  const { naming = libraryNaming } = options;
  const maker = { likeness: '{"id": "7", "label": "some class"}', takeHeader: () => {} };
  const chosen = new Map<string, AnswerFields>();
  for await (const record of recordsOf(source, format, options, maker)) {
    const place = { source: name, line: record.line };
    if (isBadRow(record)) throw new InputError(record.reason, place);
    const names = record.columns ?? Object.keys(record.fields);
    const key = names.join("\n");
    const fields =
      chosen.get(key) ?? atPlace(place, () => chooseAnswerFields(names, needs, { ...options, naming }));
    chosen.set(key, fields);
    yield { record, fields, place };
  }
}

/** Adds the place to the message of an InputError. */
function atPlace<T>(place: InputPlace, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof InputError ? new InputError(error.message, place) : error;
  }
}

/** Returns id and text of a row, as far as they are there. */
export function identityOf({ fields: values }: DataRecord, { id, text }: AnswerFields) {
  const own = id === undefined ? undefined : idIn(values, id);
  const texts = text?.map((name) => values[name]).filter((each) => typeof each === "string" && each !== "");
  return {
    ...(own !== undefined && { id: own }),
    ...(texts && texts.length > 0 && { text: texts.join("\n") }),
  };
}

/** Returns the name of a class: null if it is null, "" if it is missing. */
function nameIn({ fields: values }: DataRecord, field: string | undefined, place: InputPlace): string | null {
  const value = field === undefined ? undefined : values[field];
  if (value === null) return null;
  if (value === undefined) return "";
  const name = typeof value === "string" ? value.trim() : labelText(value);
  if (name !== undefined) return name;
  throw new InputError(`has no name of a class in the field ${quote(field ?? "")}.`, place);
}

function numberIn<Name extends string>(
  { fields: values }: DataRecord,
  name: Name,
  field: string | undefined,
  place: InputPlace,
): Partial<Record<Name, number>> {
  if (field === undefined) return {};
  const number = probabilityOf(values[field], field, place);
  return number === undefined ? {} : ({ [name]: number } as Partial<Record<Name, number>>);
}

/** Returns a number from 0 to 1; undefined for an empty cell. */
function probabilityOf(value: unknown, field: string, place: InputPlace): number | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const number = typeof value === "string" ? Number(value) : value;
  if (typeof number === "number" && number >= 0 && number <= 1) return number;
  throw new InputError(
    `has ${quote(String(value))} in the field ${quote(field)}, which must be a probability from 0 to 1.`,
    place,
  );
}

/** Returns the probabilities in a row; undefined if it has none. */
export function probabilitiesOf(
  { fields: values }: DataRecord,
  { probabilities: field, ofClass }: AnswerFields,
  place: InputPlace,
): Record<string, number> | undefined {
  const entries =
    field === undefined
      ? ofClass.map(({ field: column, name }): [string, unknown] => [name, values[column]])
      : entriesOf(values[field], field, place);
  const found = entries.flatMap(([name, value]) => {
    const number = probabilityOf(value, field ?? `probability_${name}`, place);
    return number === undefined ? [] : [[name, number] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** Returns the entries of an object, of its JSON text, or of a list of {label, score}. */
function entriesOf(value: unknown, field: string, place: InputPlace): [string, unknown][] {
  if (value === undefined || value === null || value === "") return [];
  const parsed = typeof value === "string" ? parsedJson(value) : value;
  if (Array.isArray(parsed) && parsed.every(isObject)) {
    return parsed.map(({ label, probability, score = probability }): [string, unknown] => [
      String(label),
      score,
    ]);
  }
  if (isObject(parsed)) return Object.entries(parsed);
  throw new InputError(
    `has no probabilities in the field ${quote(field)}, which must be an object such as {"refund": 0.9, "praise": 0.1}.`,
    place,
  );
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
