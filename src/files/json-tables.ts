import { isObject } from "./is-object.ts";

type Fields = Record<string, unknown>;

/**
 * Returns the rows of a table as pandas and Argilla write it to JSON: `{"text": [...], "label": [...]}`,
 * `{"text": {"0": ...}, "label": {"0": ...}}`, or `{"columns": [...], "data": [[...], ...]}`.
 * @returns undefined if the object is not a table
 */
export function recordsOfTable(whole: Readonly<Fields>): Fields[] | undefined {
  return splitTable(whole) ?? tableOfLists(whole) ?? tableOfObjects(whole);
}

function splitTable({ columns, data }: Readonly<Fields>): Fields[] | undefined {
  if (!Array.isArray(columns) || !Array.isArray(data) || !data.every(Array.isArray)) return undefined;
  return data.map((cells: unknown[]) => rowOf(columns.map((column, i) => [String(column), cells[i]])));
}

function tableOfLists(whole: Readonly<Fields>): Fields[] | undefined {
  const columns = Object.entries(whole);
  const [first] = Object.values(whole);
  if (!Array.isArray(first)) return undefined;
  const isTable = columns.every(([, cells]) => Array.isArray(cells) && cells.length === first.length);
  if (!isTable) return undefined;
  return first.map((_, i) => rowOf(columns.map(([name, cells]) => [name, (cells as unknown[])[i]])));
}

function tableOfObjects(whole: Readonly<Fields>): Fields[] | undefined {
  const columns = Object.entries(whole);
  const [first] = Object.values(whole);
  if (!isObject(first)) return undefined;
  const keys = Object.keys(first);
  const isTable = columns.every(
    ([, cells]) =>
      isObject(cells) &&
      Object.keys(cells).length === keys.length &&
      keys.every((key) => Object.hasOwn(cells, key)),
  );
  if (!isTable || keys.length === 0) return undefined;
  return keys.map((key) => rowOf(columns.map(([name, cells]) => [name, (cells as Fields)[key]])));
}

function rowOf(entries: (readonly [string, unknown])[]): Fields {
  return Object.fromEntries(entries);
}
