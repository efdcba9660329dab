import { parse } from "csv-parse/sync";
import { bareText, decodeEntities } from "./bare-text.ts";
import { rankOfName, textFieldOf } from "./text-field.ts";

/**
 * Returns the texts of a Markdown table or of comma-, semicolon- or tab-separated lines with a header. Returns
 * undefined if there is no table. Leaves out an incomplete row.
 */
export function textsInTable(lines: readonly string[]): string[] | undefined {
  return textsInMarkdownTable(lines) ?? textsInSeparatedLines(lines);
}

/**
 * Returns the texts of lines without a header that have a text in quotes, followed by labels. Returns undefined for other
 * lines.
 */
export function textsInQuotedCells(lines: readonly string[]): string[] | undefined {
  if (lines.length < 2 || !lines.every((line) => /^\s*"/.test(line))) return undefined;
  const rows = recordsOf(lines.map((line) => line.trim()).join("\n"), ",");
  const width = rows[0]?.length ?? 0;
  if (rows.length !== lines.length || width < 2 || rows.some((cells) => cells.length !== width))
    return undefined;
  const isLabel = (column: number) => new Set(rows.map((cells) => cells[column])).size * 2 <= rows.length;
  const isTable = rows[0].slice(1).every((cell, i) => cell !== "" && isLabel(i + 1));
  return isTable ? rows.map(([text]) => text.trim()) : undefined;
}

const ruler = /^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$/;

function textsInMarkdownTable(lines: readonly string[]): string[] | undefined {
  const at = lines.findIndex((line, i) => i > 0 && line.includes("|") && ruler.test(line.slice(0, 500)));
  if (at < 0 || !lines[at - 1].includes("|")) return undefined;
  const header = cellsOf(lines[at - 1]);
  const isClosed = lines[at - 1].trim().endsWith("|");
  const body = lines
    .slice(at + 1)
    .filter((line) => line.includes("|") && (!isClosed || line.trim().endsWith("|")));
  return columnOf(header, body.map(cellsOf))?.map(bareText);
}

function cellsOf(line: string): string[] {
  const cells = line
    .trim()
    .replace(/^\|/, "")
    .replace(/\|$/, "")
    .split(/(?<!\\)\|/);
  return cells.map((cell) =>
    cell
      .trim()
      .replaceAll("\\|", "|")
      .replace(/<br\s?\/?>/gi, " "),
  );
}

function columnOf(header: readonly string[], rows: readonly (readonly string[])[]): string[] | undefined {
  const records = rows.map((cells) =>
    Object.fromEntries(cells.slice(0, header.length).map((cell, i) => [header[i] || `column ${i}`, cell])),
  );
  const field = textFieldOf(records);
  return field === undefined
    ? undefined
    : records.flatMap((record) => record[field] ?? []).filter((text) => text !== "");
}

/** Reads separated values if the header has a name for a text, and short names only. */
function textsInSeparatedLines(lines: readonly string[]): string[] | undefined {
  const at = lines.slice(0, 5).findIndex((line) => headerOf(line) !== undefined);
  if (at < 0) return undefined;
  const { names, separator } = headerOf(lines[at])!;
  if (lines.length < at + 2) return undefined;
  const records = recordsOf(lines.slice(at + 1).join("\n"), separator);
  const column = names.indexOf(textFieldOf([Object.fromEntries(names.map((name) => [name, "a"]))]) ?? "");
  // A text with commas and without quotes gives more cells than the header.
  const texts = records.map((cells) => {
    const extra = Math.max(0, cells.length - names.length);
    return cells.slice(column, column + extra + 1).join(separator);
  });
  return texts.map((text) => decodeEntities(text.trim())).filter((text) => text !== "");
}

function headerOf(line: string): { readonly names: string[]; readonly separator: string } | undefined {
  if (line.length > 200) return undefined;
  const separator = ["\t", ";", ","].find((each) => line.includes(each)) ?? ",";
  const names = line.split(separator).map((name) => name.trim().replace(/^"(.*)"$/, "$1"));
  const isHeader =
    names.every((name) => /^[\p{L}_][\p{L}\d_ -]{0,30}$/u.test(name)) &&
    names.some((name) => /^[\p{L}_]+$/u.test(name) && rankOfName(name) < 100) &&
    new Set(names).size === names.length &&
    names.every((name) => name.split(" ").length <= 2);
  return isHeader ? { names, separator } : undefined;
}

/** Returns the records before the first invalid one: a quoted text that was cut off has no closing quote. */
function recordsOf(text: string, delimiter: string): string[][] {
  const records: string[][] = [];
  try {
    parse(text, {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      on_record: (record: string[]) => {
        records.push(record);
        return null;
      },
    });
  } catch {
    // The complete records before the error are kept.
  }
  return records;
}
