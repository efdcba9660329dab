import type { BadRowPolicy, ReadRowsOptions, RowFormat } from "../index.ts";
import type { OptionSpec } from "./command.ts";
import { type Context, writeLine } from "./context.ts";

/** Formats that --data accepts. */
export const labeledFiles =
  "files of labeled examples: .jsonl {text, label}, .csv or .tsv with these columns, .json, .xlsx, .parquet, or .txt with __label__";

/** Flags that set how data files are read. */
export const readingOptions: readonly OptionSpec[] = [
  {
    flags: "--format <format>",
    description: "format of the data files, if their names do not show it; lines means one text per line",
    choices: ["jsonl", "csv", "tsv", "lines", "json", "xlsx", "parquet"],
  },
  {
    flags: "--text-field <names...>",
    description:
      "field or column with the text; several are joined by a line break (default: text, or a similar name)",
  },
  {
    flags: "--label-field <name>",
    description: "field or column with the label (default: label, or a similar name)",
  },
  {
    flags: "--label-separator <characters>",
    description:
      'characters that separate several labels in one cell; a row with several labels is rejected without --multi-label, where ";" is the default',
  },
  {
    flags: "--delimiter <characters>",
    description: 'character that separates the cells of CSV: "," ";" "|" or tab (default: detected)',
  },
  {
    flags: "--encoding <name>",
    description:
      "character encoding of data files, for example windows-1252, shift_jis or utf-16le (default: detected, else UTF-8)",
  },
  {
    flags: "--on-bad-row <policy>",
    description: "what to do with an invalid row (default: stop)",
    choices: ["stop", "skip"],
  },
  {
    flags: "--rejects <file>",
    description:
      "file for skipped rows, as JSON lines {source, line, reason, raw} (default: NAME.rejects.jsonl next to the result)",
  },
];

/** Values of these flags. */
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

/** Names an option of the library as a flag, for messages: textField becomes --text-field. */
export function flagNaming(option: string, begins = false): string {
  const flag = `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return begins ? `The option ${flag}` : flag;
}

/** Returns the library's options for these flags. Notices about what was detected in a file go to the standard error. */
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
