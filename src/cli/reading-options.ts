import type { BadRowPolicy, ReadRowsOptions, RowFormat } from "../index.ts";
import type { OptionSpec } from "./command.ts";
import { type Context, writeLine } from "./context.ts";

/** What --data takes. */
export const labeledFiles =
  "labeled rows: .jsonl {text, label}, .csv or .tsv with such columns, .json, .xlsx, .parquet, or .txt with __label__";

/** How data files are read. */
export const readingOptions: readonly OptionSpec[] = [
  {
    flags: "--format <format>",
    description: "what data files are, if their names do not say; lines holds one text per line",
    choices: ["jsonl", "csv", "tsv", "lines", "json", "xlsx", "parquet"],
  },
  {
    flags: "--text-field <names...>",
    description:
      "the field or column that holds the text, or several that are joined by a line break (default: text, or one of a similar name)",
  },
  {
    flags: "--label-field <name>",
    description: "the field or column that holds the label (default: label, or one of a similar name)",
  },
  {
    flags: "--label-separator <characters>",
    description: "what separates several labels in one cell; a row that has several is rejected",
  },
  {
    flags: "--delimiter <characters>",
    description: 'what separates the cells of CSV: "," ";" "|" tab (default: detected)',
  },
  {
    flags: "--encoding <name>",
    description:
      "the encoding of data files, for instance windows-1252, shift_jis or utf-16le (default: UTF-8, or what the file shows)",
  },
  {
    flags: "--on-bad-row <policy>",
    description: "what to do about a row that cannot be used (default: stop)",
    choices: ["stop", "skip"],
  },
  {
    flags: "--rejects <file>",
    description:
      "where skipped rows are written, as JSON lines {source, line, reason, raw} (default: beside the result, NAME.rejects.jsonl)",
  },
];

/** The options that these flags become. */
export interface ReadingFlags {
  readonly format?: RowFormat;
  readonly textField?: readonly string[];
  readonly labelField?: string;
  readonly labelSeparator?: string;
  readonly delimiter?: string;
  readonly encoding?: string;
  readonly onBadRow?: BadRowPolicy;
  readonly rejects?: string;
}

/** An option of the library as the command line names it. */
export function flagNaming(option: string, begins = false): string {
  const flag = `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return begins ? `The option ${flag}` : flag;
}

/** The library's options for these flags. What is detected in a file is reported on the standard error. */
export function readOptions(
  flags: ReadingFlags,
  { stderr, signal }: Pick<Context, "stderr" | "signal">,
): ReadRowsOptions {
  const { format, textField, labelField, labelSeparator, delimiter, encoding, onBadRow } = flags;
  return {
    format,
    textField,
    labelField,
    labelSeparator,
    delimiter,
    encoding,
    onBadRow,
    signal,
    naming: flagNaming,
    onNotice: (sentence) => writeLine(stderr, sentence),
  };
}
