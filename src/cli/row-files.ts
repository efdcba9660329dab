import { stat } from "node:fs/promises";
import type { InputRow, RowFormat, RowWriter } from "../index.ts";
import { type Context, rowOutput } from "./context.ts";

/** What the command line says about where rows come from and go to. */
export interface RowFlags {
  readonly input?: string;
  readonly output?: string;
  readonly format?: RowFormat;
  readonly textField?: string;
  readonly json?: boolean;
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
): Promise<RowSource> {
  const { formatOf, readRows } = await import("../index.ts");
  if (texts.length > 0) return { rows: rowsOf(texts), format: "jsonl", share: () => undefined };
  const { input = standard, textField } = flags;
  const isStandard = input === standard;
  const format = flags.format ?? (isStandard ? "lines" : formatOf(input));
  let bytesRead = 0;
  const onBytes = (count: number): void => {
    bytesRead += count;
  };
  const size = isStandard ? undefined : (await stat(input).catch(() => undefined))?.size;
  const rows = readRows(isStandard ? context.stdin : input, {
    format,
    textField,
    onBytes,
    signal: context.signal,
  });
  return { rows, format, share: () => (size ? Math.min(1, bytesRead / size) : undefined) };
}

/** Opens what the answers are written to: in the format that its name or --json tells, else in that of the input. */
export async function openTarget(
  flags: RowFlags,
  inputFormat: RowFormat,
  context: Context,
): Promise<RowWriter> {
  const { createRowWriter, formatOf } = await import("../index.ts");
  const { output = standard, json } = flags;
  if (output === standard) {
    const format = json ? "jsonl" : inputFormat;
    return createRowWriter(rowOutput(context.stdout, format), { format });
  }
  return createRowWriter(output, { format: json ? "jsonl" : formatOf(output, inputFormat) });
}

async function* rowsOf(texts: readonly string[]): AsyncGenerator<InputRow> {
  for (const text of texts) yield { text, fields: { text } };
}
