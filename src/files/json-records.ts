import { InputError, type InputPlace } from "../errors.ts";
import { isObject } from "./is-object.ts";
import { recordsOfTable } from "./json-tables.ts";
import { JsonValueScanner } from "./json-value-scanner.ts";
import { enumerateNames } from "./list-names.ts";
import { quote } from "./quote.ts";
import { type ReadOptions, readText, sourceName, type TextSource } from "./read-text.ts";
import type { RecordResult } from "./records.ts";
import { longestLine } from "./split-lines.ts";

/** Usual names of the list of records. They decide if a file holds several lists. */
const recordListNames = ["data", "rows", "records", "examples", "items", "results"];

/**
 * Reads the records of a .json file. It may hold a list of objects, an object with one such list (`{"data": [...]}`), a table
 * as pandas writes it (`{"text": [...], "label": [...]}`), or several objects in a row. Of a list, one record at a time is
 * in memory. An object that holds a list is read as a whole and may have up to 2^28 characters.
 * @param pieces the text of the file. Default: the source, decoded
 * @returns records with their numbers as lines. An invalid record is a BadRow
 * @throws InputError if the text around the records is not valid JSON, CancelledError
 */
export async function* readJsonRecords(
  source: TextSource,
  options: ReadOptions = {},
  pieces: AsyncIterable<string> = readText(source, options),
): AsyncGenerator<RecordResult> {
  const name = sourceName(source);
  const scanner = new JsonValueScanner(pieces, { source: name }, longestLine);
  try {
    const first = await scanner.peek();
    if (first === "[") yield* listRecords(scanner, name);
    else if (first === "{") yield* objectRecords(scanner, name);
    else if (first !== undefined)
      throw new InputError("holds neither a list nor an object of JSON.", { source: name });
    if ((await scanner.peek()) !== undefined) {
      throw new InputError("is not valid JSON: something follows its end.", { source: name });
    }
  } finally {
    await scanner.close();
  }
}

async function* listRecords(scanner: JsonValueScanner, source: string): AsyncGenerator<RecordResult> {
  await scanner.take("[");
  if (await scanner.take("]")) return;
  for (let line = 1; ; line++) {
    const place = { source, line };
    yield recordOf(await scanner.takeValue(), place);
    if (await scanner.take("]")) return;
    if (!(await scanner.take(","))) {
      throw new InputError("is not valid JSON: a comma or ] is missing after this record.", place);
    }
  }
}

/** Reads one object that holds the records, or several objects in a row that are the records. */
async function* objectRecords(scanner: JsonValueScanner, source: string): AsyncGenerator<RecordResult> {
  const raw = await scanner.takeValue();
  if ((await scanner.peek()) === undefined) {
    yield* recordsInside(raw, source);
    return;
  }
  yield recordOf(raw, { source, line: 1 });
  for (let line = 2; (await scanner.peek()) !== undefined; line++) {
    yield recordOf(await scanner.takeValue(), { source, line });
  }
}

async function* recordsInside(raw: string, source: string): AsyncGenerator<RecordResult> {
  const whole = parseJson(raw, { source, line: 1 });
  if (!isObject(whole)) throw new InputError("holds no object.", { source });
  const list = listInside(whole, source);
  if (list === undefined) {
    const table = recordsOfTable(whole);
    if (table === undefined) yield { line: 1, fields: whole, raw: onOneLine(raw) };
    else for (const [i, fields] of table.entries()) yield { line: i + 1, fields };
    return;
  }
  // The list is read again from the text, so that the digits of numbers are kept.
  yield* listRecords(await scannerAtList(raw, list, source), source);
}

/** Returns the name of the list of records in an object; undefined if the object is a record itself. */
function listInside(whole: Readonly<Record<string, unknown>>, source: string): string | undefined {
  const isRecord = Object.entries(whole).some(
    ([name, value]) => isObject(value) && ["data", "fields", "inputs"].includes(name),
  );
  if (isRecord || typeof whole.text === "string") return undefined;
  const lists = Object.keys(whole).filter((name) => isListOfObjects(whole[name]));
  const named = recordListNames.find((name) => lists.includes(name));
  if (lists.length < 2 || named !== undefined) return named ?? lists[0];
  const shown = enumerateNames(lists.map(quote));
  throw new InputError(
    `holds several lists of objects (${shown}); keep the list that holds the records, or name it "data".`,
    { source },
  );
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}

async function scannerAtList(raw: string, name: string, source: string): Promise<JsonValueScanner> {
  const scanner = new JsonValueScanner(onePiece(raw), { source }, longestLine);
  await scanner.take("{");
  for (;;) {
    const key = parseJson(await scanner.takeValue(), { source });
    await scanner.take(":");
    if (key === name) return scanner;
    await scanner.takeValue();
    await scanner.take(",");
  }
}

async function* onePiece(text: string): AsyncGenerator<string> {
  yield text;
}

/** Parses a record. A plain string is taken as an object that holds only this text. Other values are bad rows. */
function recordOf(raw: string, { source, line }: Required<InputPlace>): RecordResult {
  const value = parseOrReason(raw);
  if (value instanceof NotJson) return { source, line, reason: value.reason, raw };
  if (typeof value === "string") return { line, fields: { text: value } };
  if (isObject(value)) return { line, fields: value, raw: onOneLine(raw) };
  const likeness = '{"text": "some text", "label": "a class"}';
  return {
    source,
    line,
    reason: `is not an object; each record must be an object such as ${likeness}.`,
    raw,
  };
}

/** Removes line breaks, which in valid JSON stand only between values. */
function onOneLine(raw: string): string {
  return raw.replace(/\s*[\r\n]\s*/g, " ");
}

class NotJson {
  constructor(
    readonly reason: string,
    readonly cause: unknown,
  ) {}
}

function parseOrReason(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new NotJson(`is not valid JSON (${why}).`, cause);
  }
}

function parseJson(raw: string, place: InputPlace): unknown {
  const value = parseOrReason(raw);
  if (value instanceof NotJson) throw new InputError(value.reason, { ...place, cause: value.cause });
  return value;
}
