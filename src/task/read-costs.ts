import { argumentError, InputError } from "../errors.ts";
import { readCsvRecords } from "../files/csv-records.ts";
import { isObject } from "../files/is-object.ts";
import { quote } from "../files/quote.ts";
import type { ReadOptions } from "../files/read-text.ts";
import { type DataRecord, isBadRow } from "../files/records.ts";
import { requireOptions } from "../options/known-options.ts";
import { readDocument } from "./read-document.ts";
import { rowOptionNames } from "./rows/row.ts";

/** Costs by name: true class -> answer -> cost, and perhaps "unsure" -> cost. */
export type ReadCosts = Readonly<Record<string, number | Readonly<Record<string, number>>>>;

/**
 * Reads what answers cost, for the option costs: a JSON or YAML object, or a CSV or TSV table with one row per true class
 * (its first column) and one column per answer. An empty cell, like a missing name, has the usual cost. A column "unsure"
 * gives the cost of not answering. A table with the columns truth, prediction and cost has one row per pair instead.
 * @throws InputError with file and line, if the file is malformed or a cost is not a number
 * @example
 * // costs.csv: truth,spam,mail,unsure
 * //            spam,,1,0.2
 * //            mail,20,,0.2
 * await readCosts("costs.csv"); // { spam: { mail: 1, unsure: 0.2 }, mail: { spam: 20, unsure: 0.2 } }
 */
export async function readCosts(path: string, options: ReadOptions = {}): Promise<ReadCosts> {
  requireOptions(options, rowOptionNames);
  if (typeof path !== "string") throw argumentError("path", "the path of a file", path);
  if (!/\.(csv|tsv)$/i.test(path)) {
    const { value, lineOf } = await readDocument(path, options);
    if (isObject(value)) return value as ReadCosts;
    throw new InputError('must be an object such as {"true class": {"answer": 1}}.', {
      source: path,
      line: lineOf([]),
    });
  }
  const costs = new Map<string, Record<string, number>>();
  const usualDelimiter = /\.tsv$/i.test(path) ? "\t" : ",";
  for await (const record of readCsvRecords(path, { ...options, usualDelimiter })) {
    const place = { source: path, line: record.line };
    if (isBadRow(record)) throw new InputError(record.reason, place);
    const [truth, ...cells] = cellsOf(record);
    const name = truth[1].trim();
    const isPair = isPairs([truth, ...cells]);
    const before = costs.get(name) ?? {};
    const given = isPair ? [[cells[0][1].trim(), cells[1][1]] as const] : cells;
    const row = given
      .filter(([, cell]) => isPair || cell.trim() !== "")
      .map(([answer, cell]) => [answer, costOf(answer, cell, place)] as const);
    if (isPair ? Object.hasOwn(before, row[0][0]) : costs.has(name)) {
      const pair = isPair ? ` with the prediction ${quote(row[0][0])}` : "";
      throw new InputError(`has the true class ${quote(name)}${pair} twice.`, place);
    }
    costs.set(name, { ...before, ...Object.fromEntries(row) });
  }
  return Object.fromEntries(costs);
}

function isPairs(cells: readonly (readonly [string, string])[]): boolean {
  return cells.map(([column]) => column.toLowerCase()).join() === "truth,prediction,cost";
}

/** @throws InputError if a cell is not a number */
function costOf(
  answer: string,
  cell: string,
  place: { readonly source: string; readonly line: number },
): number {
  const cost = Number(cell);
  if (cell.trim() !== "" && Number.isFinite(cost)) return cost;
  throw new InputError(`has the cost ${quote(cell)} for ${quote(answer)}, which is not a number.`, place);
}

/** Returns the cells of a record with their column names, in the order of the file. */
function cellsOf({ fields, columns = Object.keys(fields) }: DataRecord): [string, string][] {
  return columns.map((name) => [name.trim(), String(fields[name] ?? "")]);
}
