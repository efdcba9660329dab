import { stat } from "node:fs/promises";
import type { BadRow, InputRow, OutputFormat, RowFormat, RowWriter } from "../index.ts";
import { UsageError } from "./command.ts";
import { type Context, rowOutput } from "./context.ts";
import { type ReadingFlags, readOptions } from "./reading-options.ts";
import { incompleteName, rejectsBeside } from "./rejects.ts";

/** What the command line says about where rows come from and go to. */
export interface RowFlags extends ReadingFlags {
  readonly input?: string;
  readonly output?: string;
  readonly json?: boolean;
  readonly probabilities?: "json" | "columns";
  readonly csvSafe?: boolean;
}

export interface RowSource {
  readonly rows: AsyncIterable<InputRow>;
  readonly format: RowFormat;
  /** How much of it is read, 0 to 1, where its size is known. */
  share(): number | undefined;
}

/** The standard input or output, by its usual name. */
const standard = "-";

/**
 * Opens the rows to be classified: texts of the command line, a file, or the standard input.
 * @throws InputError where there is no such file
 */
export async function openSource(
  texts: readonly string[],
  flags: RowFlags,
  context: Context,
  onBadRowSkipped: (row: BadRow) => Promise<void>,
): Promise<RowSource> {
  const { readRows } = await import("../index.ts");
  const format = await inputFormat(texts, flags);
  if (texts.length > 0) return { rows: rowsOf(texts), format, share: () => undefined };
  const { input = standard } = flags;
  const isStandard = input === standard;
  let bytesRead = 0;
  const onBytes = (count: number): void => {
    bytesRead += count;
  };
  const size = isStandard ? undefined : (await stat(input).catch(() => undefined))?.size;
  const rows = readRows(isStandard ? context.stdin : input, {
    ...readOptions(flags, context),
    format,
    onBytes,
    onBadRowSkipped,
  });
  return { rows, format, share: () => (size ? Math.min(1, bytesRead / size) : undefined) };
}

/**
 * Returns the format of the answers: the one that --json or the output's name says, else that of the input.
 * @throws InputError if the name has an ending that cannot be written; UsageError if a flag for CSV has no CSV to act on
 */
export async function outputFormat(flags: RowFlags, inputFormat: RowFormat): Promise<OutputFormat> {
  const { outputFormatOf, writtenAs } = await import("../index.ts");
  const { output = standard, json } = flags;
  const named = output === standard ? writtenAs(inputFormat) : outputFormatOf(output, inputFormat);
  const format = json ? "jsonl" : named;
  const csvOnly = [
    flags.probabilities === "columns" && "--probabilities columns",
    flags.csvSafe && "--csv-safe",
  ];
  const flag = csvOnly.find((each) => typeof each === "string");
  if (flag && format !== "csv" && format !== "tsv") {
    throw new UsageError(
      `The option ${flag} is for CSV, and the answers are written as ${format}; name a .csv or .tsv file with --output.`,
    );
  }
  return format;
}

/** Opens what the answers are written to. */
export async function openTarget(
  flags: RowFlags,
  inputFormat: RowFormat,
  context: Context,
): Promise<RowWriter> {
  const { createRowWriter } = await import("../index.ts");
  const { output = standard, csvSafe } = flags;
  const format = await outputFormat(flags, inputFormat);
  const target = output === standard ? rowOutput(context.stdout, format) : output;
  return createRowWriter(target, { format, csvSafe });
}

/** The format of the rows to be classified. */
export async function inputFormat(
  texts: readonly string[],
  { input = standard, format }: RowFlags,
): Promise<RowFormat> {
  if (texts.length > 0) return "jsonl";
  if (format !== undefined || input === standard) return format ?? "lines";
  const { formatOf } = await import("../index.ts");
  return formatOf(input);
}

/** The file of the rows that are skipped: as --rejects says, or beside the output, else beside the input. */
export function rejectsPath({ rejects, input = standard, output = standard }: RowFlags): string {
  if (rejects !== undefined) return rejects;
  if (output !== standard) return rejectsBeside(output);
  return input === standard ? "stdin.rejects.jsonl" : rejectsBeside(input);
}

/** The name of the output if it ends early; undefined if it is a stream. */
export function incompletePath({ output = standard }: RowFlags): string | undefined {
  return output === standard ? undefined : incompleteName(output);
}

async function* rowsOf(texts: readonly string[]): AsyncGenerator<InputRow> {
  for (const text of texts) yield { text, fields: { text } };
}
