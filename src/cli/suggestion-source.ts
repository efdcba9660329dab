import { counted } from "../files/readable-numbers.ts";
import type { Classifier, InputRow, LabelSuggestions } from "../index.ts";
import { type OptionSpec, UsageError } from "./command.ts";
import type { Context } from "./context.ts";
import { type ReadingFlags, readOptions } from "./reading-options.ts";
import { loadOption, type SharedOptions, wholeNumber } from "./shared-options.ts";

/** Flags of the commands that suggest texts to label. */
export const suggestionOptions: readonly OptionSpec[] = [
  loadOption,
  {
    flags: "--input <file>",
    description: "file of texts: .jsonl, .csv, .tsv, .txt, .json, .xlsx or .parquet",
    isRequired: true,
  },
  {
    flags: "-n, --number <number>",
    description: "number of texts to suggest (default: 20)",
    parse: wholeNumber("--number", 1),
  },
  {
    flags: "--sample <number>",
    description: "maximum number of texts to compare, drawn at random from the file (default: 3000)",
    parse: wholeNumber("--sample", 1),
  },
];

export interface SuggestionFlags extends SharedOptions, ReadingFlags {
  readonly load: string;
  readonly input: string;
  readonly number?: number;
  readonly sample?: number;
}

/** Said with all suggestions, since accuracy on these rows is often taken for that of the model. */
export const hardRowsNotice =
  "These texts were chosen because they are hard. They do not show the quality of the model: do not evaluate on them.";

/** Suggests texts of the input file. @param skipped texts that are not suggested, such as those labeled before */
export async function suggestFrom(
  classifier: Classifier,
  flags: SuggestionFlags,
  context: Context,
  skipped: ReadonlySet<string> = new Set(),
): Promise<LabelSuggestions<InputRow>> {
  const { formatOf, readRows } = await import("../index.ts");
  const format = flags.format ?? formatOf(flags.input);
  const rows = readRows(flags.input, { ...readOptions(flags, context), format });
  const found = await classifier.suggestLabels(without(rows, skipped), {
    count: flags.number,
    sampleSize: flags.sample,
    signal: context.signal,
  });
  if (found.read === 0 && skipped.size === 0)
    throw new UsageError(`${flags.input}: The file contains no texts.`);
  return found;
}

/** "Read 9,000 texts and compared a random sample of 3,000." */
export function readSentence({ read, compared }: LabelSuggestions, sample = 3000): string {
  const how =
    compared === sample && read > compared
      ? `a random sample of ${counted(compared, "text")}`
      : counted(compared, "text");
  return `Read ${counted(read, "text")}, and compared ${how} without a label.`;
}

async function* without(rows: AsyncIterable<InputRow>, skipped: ReadonlySet<string>) {
  for await (const row of rows) if (!skipped.has(row.text)) yield row;
}
