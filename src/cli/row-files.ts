import { stat } from "node:fs/promises";
import type { BadRow, InputRow, OutputFormat, RowFormat, RowWriter } from "../index.ts";
import { UsageError } from "./command.ts";
import { type Context, rowOutput } from "./context.ts";
import { type ReadingFlags, readOptions } from "./reading-options.ts";
import { incompleteName, rejectsBeside } from "./rejects.ts";

/** Flags about input and output of rows. */
export interface RowFlags extends ReadingFlags {
  readonly input?: string;
  readonly output?: string;
  readonly json?: boolean;
  readonly probabilities?: "json" | "columns";
  readonly csvSafe?: boolean;
  readonly review?: string;
}

export interface RowSource {
  readonly rows: AsyncIterable<InputRow>;
  readonly format: RowFormat;
  /** Returns the share of the input that was read, 0 to 1, if its size is known. */
  share(): number | undefined;
}

/** Stands for the standard input or output, as in other commands. */
const standard = "-";

/**
 * Opens the input of classify: texts of the command line, a file, or the standard input.
 * @throws InputError if the file does not exist
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
 * Returns the format of the output: given by --json, by the name of the output, or by the input.
 * @throws InputError if the name of the output has an unsupported ending; UsageError if a flag for CSV is given but the
 *   output is not CSV
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
      `The option ${flag} works only with CSV, but the output is ${format}; name a .csv or .tsv file with --output.`,
    );
  }
  return format;
}

/** Opens the output of classify. */
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

/**
 * Opens the file of --review. It has a format of its own, by its name. If it cannot be opened, the output is abandoned.
 * @returns undefined without --review
 */
export async function openReview(
  { review, csvSafe }: RowFlags,
  inputFormat: RowFormat,
  output: RowWriter,
): Promise<{ readonly writer: RowWriter; readonly incompleteName: string } | undefined> {
  if (review === undefined) return undefined;
  const { createRowWriter, outputFormatOf } = await import("../index.ts");
  try {
    const format = outputFormatOf(review, inputFormat);
    return {
      writer: await createRowWriter(review, { format, csvSafe }),
      incompleteName: incompleteName(review),
    };
  } catch (error) {
    await output.abandon();
    throw error;
  }
}

/** Returns the format of the input. */
export async function inputFormat(
  texts: readonly string[],
  { input = standard, format }: RowFlags,
): Promise<RowFormat> {
  if (texts.length > 0) return "jsonl";
  if (format !== undefined || input === standard) return format ?? "lines";
  const { formatOf } = await import("../index.ts");
  return formatOf(input);
}

/** Returns the file for skipped rows: given by --rejects, or next to the output, else next to the input. */
export function rejectsPath({ rejects, input = standard, output = standard }: RowFlags): string {
  if (rejects !== undefined) return rejects;
  if (output !== standard) return rejectsBeside(output);
  return input === standard ? "stdin.rejects.jsonl" : rejectsBeside(input);
}

/** Returns the name of the output file for incomplete results; undefined if the output is a stream. */
export function incompletePath({ output = standard }: RowFlags): string | undefined {
  return output === standard ? undefined : incompleteName(output);
}

async function* rowsOf(texts: readonly string[]): AsyncGenerator<InputRow> {
  for (const text of texts) yield { text, fields: { text } };
}
