import { InputError } from "../errors.ts";
import { readError } from "./file-errors.ts";
import { enumerateNames } from "./list-names.ts";
import { loadOptionalPackage, rethrow } from "./optional-package.ts";
import { quote } from "./quote.ts";
import type { DataRecord, NoticeListener } from "./records.ts";

type ReadWorkbook = (path: string, options: { trim: boolean }) => Promise<Sheet[]>;

interface Sheet {
  readonly sheet: string;
  readonly data: readonly (readonly unknown[])[];
}

/**
 * Reads the rows of the first sheet of an .xlsx file. The first row that is not empty is the header. Empty rows are skipped.
 * The whole file is in memory, because it is a zip archive. Needs the package read-excel-file.
 * @throws InputError if the package is not installed, the file is not a workbook, or two columns have the same name
 */
export async function* readXlsxRecords(
  path: string,
  { onNotice }: { readonly onNotice?: NoticeListener } = {},
  load: () => Promise<{ readonly default: ReadWorkbook }> = loadReadExcelFile,
): AsyncGenerator<DataRecord> {
  const { default: readWorkbook } = await loadOptionalPackage(load, ["read-excel-file"], { source: path });
  const sheets = await openWorkbook(readWorkbook, path);
  const { sheet, data } = sheets[0];
  onNotice?.(`${path}: the sheet ${quote(sheet)} is read${otherSheets(sheets.slice(1))}.`);
  yield* recordsOf(data, path);
}

async function loadReadExcelFile(): Promise<{ readonly default: ReadWorkbook }> {
  const { default: readWorkbook } = await import("read-excel-file/node").catch(rethrow);
  return { default: readWorkbook as unknown as ReadWorkbook };
}

async function openWorkbook(readWorkbook: ReadWorkbook, path: string): Promise<Sheet[]> {
  try {
    const sheets = await readWorkbook(path, { trim: false });
    if (sheets.length > 0) return sheets;
  } catch (error) {
    const known = readError(error, path);
    if (known !== error) throw known;
    const why = error instanceof Error ? error.message : String(error);
    throw new InputError(`cannot be read as an .xlsx file (${why}).`, { source: path, cause: error });
  }
  throw new InputError("holds no sheet.", { source: path });
}

function otherSheets(others: readonly Sheet[]): string {
  if (others.length === 0) return "";
  return `, and not ${enumerateNames(others.map(({ sheet }) => quote(sheet)))}`;
}

function* recordsOf(rows: Sheet["data"], source: string): Generator<DataRecord> {
  const header = rows.findIndex((row) => !isEmpty(row));
  if (header === -1) {
    throw new InputError("holds no rows; its first sheet must begin with a row of column names.", { source });
  }
  const positions = columnsOf(rows[header], source, header + 1);
  const columns = positions.map(([name]) => name);
  for (const [i, row] of rows.entries()) {
    if (i <= header || isEmpty(row)) continue;
    const fields = Object.fromEntries(positions.map(([name, position]) => [name, cellOf(row[position])]));
    yield { line: i + 1, fields, columns };
  }
}

/** Returns the names and positions of the columns. A column without a name is skipped. */
function columnsOf(row: readonly unknown[], source: string, line: number): [string, number][] {
  const positions = new Map<string, number>();
  for (const [position, cell] of row.entries()) {
    if (isEmpty([cell])) continue;
    const name = String(cellOf(cell)).trim();
    if (positions.has(name)) {
      const sentence = `names the column ${quote(name)} twice; give each column a name of its own.`;
      throw new InputError(sentence, { source, line });
    }
    positions.set(name, position);
  }
  return [...positions];
}

function isEmpty(row: readonly unknown[]): boolean {
  return row.every((cell) => cell === null || cell === undefined || cell === "");
}

function cellOf(cell: unknown): unknown {
  if (cell === undefined) return null;
  return cell instanceof Date ? cell.toISOString() : cell;
}
