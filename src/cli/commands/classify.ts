import type { Classifier, InputRow } from "../../index.ts";
import { classifyRows, type Tally } from "../../service/classify-rows.ts";
import { type Command, UsageError } from "../command.ts";
import { type Context, writeLine, writeLines, writeWarning } from "../context.ts";
import { ProgressBar } from "../progress-bar.ts";
import { count, counted, seconds } from "../readable-numbers.ts";
import { type ReadingFlags, readingOptions } from "../reading-options.ts";
import { Rejects } from "../rejects.ts";
import {
  incompletePath,
  inputFormat,
  openSource,
  openTarget,
  outputFormat,
  rejectsPath,
} from "../row-files.ts";
import {
  cacheOption,
  encoderOption,
  loadOption,
  maxWindowsOption,
  type SharedOptions,
  share,
  verboseOption,
  wholeNumber,
} from "../shared-options.ts";
import { showClassification } from "../show-classification.ts";
import { styled } from "../styled.ts";

interface ClassifyFlags extends SharedOptions, ReadingFlags {
  readonly load: string;
  readonly data?: readonly string[];
  readonly input?: string;
  readonly output?: string;
  readonly top?: number;
  readonly threshold?: number;
  readonly none?: boolean;
  readonly json?: boolean;
  readonly probabilities?: "json" | "columns";
  readonly csvSafe?: boolean;
}

export const classify: Command<ClassifyFlags> = {
  name: "classify",
  summary: "Classify texts, or the rows of a file or of the standard input, with a saved model.",
  details:
    "Rows are read and written as a stream, in bounded memory, and keep their order and their fields. Each gains " +
    "prediction, probability and probabilities; with --none or --threshold also outcome (class, none or unsure) and " +
    "none_probability. A row that has a field of such a name already is refused. A file appears under its name only " +
    "when it is complete. If a row cannot be used, the answers before it are kept as NAME.incomplete.jsonl or the like; " +
    "--on-bad-row skip goes on instead; names that end in .gz are packed and unpacked. Lines are answered as JSON lines. " +
    "Output is UTF-8, whatever the input's encoding is. In CSV, a cell " +
    "that begins with = + - or @ is run as a formula by spreadsheets, also if somebody else wrote the text; --csv-safe " +
    "writes an apostrophe before such cells.",
  arguments: [{ name: "[texts...]", description: "texts to classify; after -- they may begin with a dash" }],
  options: [
    loadOption,
    { flags: "--data <texts...>", description: "more texts to classify" },
    {
      flags: "--input <file>",
      description:
        "classify the rows of a .jsonl, .csv, .tsv, .txt, .json, .xlsx or .parquet file; - is the standard input",
    },
    {
      flags: "--output <file>",
      description: "where the rows go: a .jsonl, .json, .csv or .tsv file; - is the standard output",
    },
    ...readingOptions,
    {
      flags: "--top <number>",
      description: "report only this many most probable classes",
      alias: "--top_n <number>",
      parse: wholeNumber("--top", 1),
    },
    {
      flags: "--threshold <share>",
      description: "say unsure where the probability is below this",
      parse: share("--threshold"),
    },
    {
      flags: "--probabilities <form>",
      description:
        "how CSV holds the probabilities: json is one column of JSON (default), columns is one column per class",
      choices: ["json", "columns"],
    },
    {
      flags: "--csv-safe",
      description: "write an apostrophe before cells of CSV that a spreadsheet would run as formulas",
    },
    { flags: "--none", description: 'let "none of these classes" be an answer' },
    encoderOption,
    maxWindowsOption,
    cacheOption,
    { flags: "--json", description: "write JSON lines" },
    verboseOption,
  ],
  examples: [
    { line: 'pilesort classify --load models/mail "Where is my parcel?"', meaning: "Classifies one text." },
    {
      line: "pilesort classify --load models/mail --input mails.csv --output sorted.csv --none",
      meaning: "Classifies a file, none of these classes being a possible answer.",
    },
    {
      line: "tail -n 100 mails.txt | pilesort classify --load models/mail --json",
      meaning: "Classifies a text a line.",
    },
  ],

  async run(values, flags, context) {
    const texts = [...values, ...(flags.data ?? [])];
    checkSources(texts, flags, context);
    await outputFormat(flags, await inputFormat(texts, flags));
    const { Classifier } = await import("../../index.ts");
    const classifier = await Classifier.load(flags.load, {
      encoder: flags.encoder,
      cacheFolder: flags.cache,
      maxWindows: flags.maxWindows,
    });
    try {
      const forReader = texts.length > 0 && flags.output === undefined && !flags.json;
      await (forReader ? showAnswers : writeAnswers)(texts, classifier, flags, context);
    } finally {
      await classifier.dispose();
    }
  },
};

function checkSources(texts: readonly string[], { input }: ClassifyFlags, { stdin }: Context): void {
  if (texts.length > 0 && input !== undefined) throw new UsageError("Give texts or --input, not both.");
  if (texts.length === 0 && input === undefined && stdin.isTTY) {
    throw new UsageError(
      "There is nothing to classify; give texts, --input FILE, or lines on the standard input.",
    );
  }
}

/** Answers texts of the command line for a reader. */
async function showAnswers(
  texts: readonly string[],
  classifier: Classifier,
  { top, threshold, none }: ClassifyFlags,
  { stdout, stderr, env, signal }: Context,
): Promise<void> {
  const found = await classifier.classify(texts, { top, threshold, none, signal });
  const emphasize = (text: string): string => styled("bold", text, stdout, env);
  for (const { text, charactersRead } of found) {
    if (charactersRead !== undefined) writeWarning(longText({ text }, charactersRead), { stderr, env });
  }
  const shown = found.map((each) =>
    showClassification(each, { classCount: classifier.classes.length, top, emphasize }),
  );
  writeLines(stdout, shown.join("\n\n"));
}

/** Answers rows, wherever they come from, and writes them out as rows. */
async function writeAnswers(
  texts: readonly string[],
  classifier: Classifier,
  flags: ClassifyFlags,
  context: Context,
): Promise<void> {
  const { top, threshold, none, json } = flags;
  const rejects = new Rejects(rejectsPath(flags));
  const source = await openSource(texts, flags, context, rejects.add);
  const writer = await openTarget(flags, source.format, context);
  const bar = new ProgressBar(context);
  let longTexts = 0;
  const started = context.now();
  try {
    const tally = await classifyRows(source.rows, classifier, writer, {
      top,
      threshold,
      none,
      json,
      columns: flags.probabilities === "columns" ? classifier.classes.map(({ name }) => name) : undefined,
      signal: context.signal,
      onBadRowSkipped: flags.onBadRow === "skip" ? rejects.add : undefined,
      incompleteName: incompletePath(flags),
      onLongText: (row, charactersRead) => {
        longTexts++;
        if (longTexts > shownLongTexts) return;
        bar.clear();
        writeWarning(longText(row, charactersRead), context);
      },
      onRows: (rows) => bar.update({ label: "Classifying", done: rows, unit: "rows", share: source.share() }),
    });
    bar.clear();
    await rejects.finish();
    if (longTexts > shownLongTexts) {
      const more = count(longTexts - shownLongTexts);
      writeWarning(`${more} more texts were too long to be read whole.`, context);
    }
    if (texts.length > 0) return;
    if (tally.rows === 0 && rejects.count === 0) {
      writeWarning(`${flags.input ?? "standard input"}: holds no rows, so nothing was classified.`, context);
    }
    writeLine(context.stderr, summary(tally, context.now() - started, rejects.summary));
  } finally {
    bar.clear();
    await rejects.finish();
  }
}

/** Warnings of long texts that are written one by one; of more only the number is written. */
const shownLongTexts = 5;

/** "mails.jsonl, line 7: text of 300,000 characters; only about 18,000 of them were read (--max-windows sets how many)." */
function longText({ source, line, text }: Pick<InputRow, "source" | "line" | "text">, read: number): string {
  const place = source === undefined ? "" : `${source}, line ${line}: `;
  return `${place}text of ${count(text.length)} characters; only about ${count(read)} of them were read. Long encoded runs are passed over, and --max-windows sets how much of the rest is read.`;
}

function summary({ rows, none, unsure }: Tally, milliseconds: number, skipped?: string): string {
  const rate = count(Math.round(rows / Math.max(milliseconds / 1000, 1e-3)));
  const without = [
    none > 0 && `${count(none)} none of these`,
    unsure > 0 && `${count(unsure)} unsure`,
    skipped,
  ].filter(Boolean);
  const noted = without.length > 0 ? `; ${without.join(", ")}` : "";
  return `Classified ${counted(rows, "row")} in ${seconds(milliseconds)} (${rate} rows/s)${noted}.`;
}
