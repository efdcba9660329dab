import { beginsAsJson, findJson } from "./lenient-json.ts";
import { isListName, isOtherName, rankOfName, textFieldOf } from "./text-field.ts";

/** Maximum depth of objects around the texts. An answer has few; a higher maximum takes more time. */
const maxDepth = 8;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Returns the texts of a JSON value of any shape: a list of strings or of objects, a list under any
 * name, numbered keys, arguments of a tool call, JSON in a string. Returns undefined if it contains no text, and an
 * empty list if it is one.
 * @param readText reads a string that contains a whole answer
 */
export function textsInJson(
  value: unknown,
  readText: (text: string) => string[] | undefined,
  depth = 0,
): string[] | undefined {
  if (depth > maxDepth) return undefined;
  const inside = (each: unknown) => textsInJson(each, readText, depth + 1);
  if (Array.isArray(value)) return textsInList(value, inside);
  if (isFields(value)) return textsInFields(value, inside, readText);
  return undefined;
}

type Inside = (value: unknown) => string[] | undefined;

function textsInList(list: readonly unknown[], inside: Inside): string[] | undefined {
  if (list.length === 0) return [];
  const strings = list.filter((item) => typeof item === "string");
  const lists = list.filter((item): item is unknown[] => Array.isArray(item));
  if (lists.length * 2 > list.length) return textsInRows(lists, inside);
  const rows = list.filter(isFields);
  if (rows.length === 0) return strings.length > 0 ? withoutNumbers(strings) : undefined;
  const field = textFieldOf(rows.map(stringFields));
  const isKnown = field !== undefined && rankOfName(field) < Number.POSITIVE_INFINITY;
  const better = nestedField(rows, field === undefined ? Number.POSITIVE_INFINITY : rankOfName(field));
  if (better !== undefined) return joined(rows.map((row) => inside(row[better])));
  const texts = list.flatMap((item): string[] => {
    if (typeof item === "string") return [item];
    if (!isFields(item)) return [];
    const text = field === undefined ? undefined : item[field];
    if (isKnown && typeof text === "string") return [text];
    const nested = isKnown && Object.hasOwn(item, field) ? undefined : inside(item);
    return nested ?? (typeof text === "string" ? [text] : []);
  });
  return texts.length > 0 ? texts : undefined;
}

/** Returns the name of a field that is more clearly the field of texts than this rank, and whose value is an object. */
function nestedField(rows: readonly Fields[], rank: number): string | undefined {
  const names = Object.entries(rows[0]).filter(([, value]) => isFields(value) && hasText(value));
  return names
    .map(([name]) => name)
    .find((name) => rankOfName(name) < rank && rows.every((row) => isFields(row[name])));
}

/** Reads lists in a list. If they have the same number of cells they are the rows of a table, else parts of one list. */
function textsInRows(lists: readonly (readonly unknown[])[], inside: Inside): string[] | undefined {
  const width = lists[0].length;
  const isTable =
    width > 1 && width < 10 && lists.length > 1 && lists.every((cells) => cells.length === width);
  const rows = lists.map((cells) => stringFields({ ...cells }));
  const field = isTable ? textFieldOf(rows) : undefined;
  const labels =
    field === undefined ? [] : rows.flatMap((row) => Object.entries(row)).filter(([name]) => name !== field);
  // A column of labels has the same cell in many rows.
  if (field !== undefined && new Set(labels.map(([, cell]) => cell)).size * 2 <= labels.length) {
    return rows.flatMap((row) => row[field] ?? []);
  }
  const texts = lists.flatMap((cells) => inside(cells) ?? []);
  return texts.length > 0 ? texts : undefined;
}

function textsInFields(
  fields: Fields,
  inside: Inside,
  readText: (text: string) => string[] | undefined,
): string[] | undefined {
  const entries = Object.entries(fields);
  const lists = entries.filter(([, value]) => Array.isArray(value));
  const named = lists.filter(([name]) => isListName(name));
  const unnamed = lists.filter(([name]) => !isListName(name) && !isOtherName(name));
  const [fromNamed, fromUnnamed] = [named, unnamed].map((some) =>
    joined(some.map(([, list]) => inside(list))),
  );
  if (fromNamed !== undefined && (fromNamed.length > 0 || fromUnnamed === undefined)) return fromNamed;
  if (fromUnnamed !== undefined) return fromUnnamed;
  const numbered = entries.filter(
    ([name]) => /^[\p{L}_#. -]{0,20}\d{1,5}[.):]?$/u.test(name) && !isOtherName(name),
  );
  if (numbered.length > 0) {
    const texts = textsInList(
      numbered.map(([, value]) => value),
      inside,
    );
    if (texts !== undefined) return texts;
  }
  const nested = joined(entries.filter(([, value]) => isFields(value)).map(([, value]) => inside(value)));
  if (nested !== undefined && nested.length > 0) return nested;
  // Some models return the slots of the request with their texts.
  const filled = lists.filter(([, list]) =>
    (list as unknown[]).some((item) => isFields(item) && hasText(item)),
  );
  const fromFilled = joined(filled.map(([, list]) => inside(list)));
  if (fromFilled !== undefined) return fromFilled;
  return textsInStrings(stringFields(fields), readText, inside);
}

/** Reads an object of strings: an answer in a string, texts with their labels, texts by style, or one example. */
function textsInStrings(
  strings: Readonly<Record<string, string>>,
  readText: (text: string) => string[] | undefined,
  inside: Inside,
): string[] | undefined {
  const entries = Object.entries(strings);
  for (const [name, value] of entries) {
    if (beginsAsJson(value)) {
      const texts = joined(findJson(value).map(inside));
      if (texts !== undefined && texts.length > 0) return texts;
    } else if (
      /\n.*\S/.test(value.trim()) &&
      (isListName(name) || rankOfName(name) < Number.POSITIVE_INFINITY)
    ) {
      const texts = readText(value);
      if (texts !== undefined && texts.length > 1 && entries.length === 1) return texts;
    }
  }
  const names = entries.map(([name]) => name);
  const values = entries.map(([, value]) => value);
  const areKeysTexts =
    names.length > 1 && names.every((name) => / .* /.test(name)) && new Set(values).size * 2 <= names.length;
  if (areKeysTexts) return names;
  const isKnown = names.some((name) => rankOfName(name) < Number.POSITIVE_INFINITY);
  if (!isKnown && names.length > 1 && names.every((name) => !isOtherName(name))) return values;
  const field = textFieldOf([strings]);
  return field === undefined ? undefined : [strings[field]];
}

/** Concatenates lists. Returns undefined if there are none. */
function joined(lists: readonly (string[] | undefined)[]): string[] | undefined {
  const found = lists.filter((list) => list !== undefined);
  return found.length > 0 ? found.flat() : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns whether an object has a text under a known name. */
function hasText(fields: Fields): boolean {
  return Object.entries(fields).some(([name, value]) => typeof value === "string" && rankOfName(name) < 5);
}

function stringFields(fields: Fields): Record<string, string> {
  const strings: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(fields)) if (typeof value === "string") strings[name] = value;
  return strings;
}

/** Removes numbers from strings if they are consecutive: ["1. one", "2. two"]. */
function withoutNumbers(strings: string[]): string[] {
  const number = /^\s*\(?(\d{1,4})[.):]\s+/;
  const isNumbered =
    strings.length > 1 && strings.every((text, i) => Number(number.exec(text)?.[1] ?? Number.NaN) === i + 1);
  return isNumbered ? strings.map((text) => text.replace(number, "")) : strings;
}
