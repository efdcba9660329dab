import { count, counted, seconds } from "../../files/readable-numbers.ts";
import type { Classifier, ClassifyOptions, InputRow } from "../../index.ts";
import { classifyRows, type Tally } from "../../service/classify-rows.ts";
import { adapt } from "../adapt.ts";
import { type AnswerFlags, answerOptions, checkAnswerFlags, readAnswerOptions } from "../answer-options.ts";
import { type Command, UsageError } from "../command.ts";
import { type Context, writeLine, writeLines, writeWarning } from "../context.ts";
import { rejectOneClassFlags } from "../label-set-flags.ts";
import { openClassifier } from "../open-classifier.ts";
import { ProgressBar } from "../progress-bar.ts";
import { type ReadingFlags, readingOptions } from "../reading-options.ts";
import { Rejects } from "../rejects.ts";
import {
  incompletePath,
  inputFormat,
  openReview,
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
  storeOption,
  verboseOption,
  wholeNumber,
} from "../shared-options.ts";
import { showClassification } from "../show-classification.ts";
import { styled } from "../styled.ts";

interface ClassifyFlags extends SharedOptions, ReadingFlags, AnswerFlags {
  readonly load: string;
  readonly data?: readonly string[];
  readonly input?: string;
  readonly output?: string;
  readonly top?: number;
  readonly json?: boolean;
  readonly probabilities?: "json" | "columns";
  readonly csvSafe?: boolean;
  readonly adapt?: boolean;
}

export const classify: Command<ClassifyFlags> = {
  name: "classify",
  summary: "Classify texts, the rows of a file, or the standard input, with a saved model.",
  details:
    "Rows are streamed in bounded memory and keep their order and fields. Each row gains the fields prediction, " +
    "probability and probabilities; with --none, --threshold, --precision or --costs also outcome (class, none, unsure, or " +
    "inner for an inner node of a hierarchy) " +
    "and none_probability; with --coverage set; with --costs expected_cost. The answers of a model with several labels per text (train --multi-label) have the fields labels and " +
    "probabilities, and --threshold and --precision set when a text has a label. --precision chooses the threshold with the " +
    "answers that training kept for this, or with the rows of --calibrate, and is rejected if they are too few. A row that already has one of these fields is rejected. The output file appears only when it is " +
    "complete. If a row is invalid, classify stops and keeps the rows before it in NAME.incomplete.jsonl (or .csv); with " +
    "--on-bad-row skip it continues. Files whose names end in .gz are compressed. Text lines give JSON lines. The output " +
    "is always UTF-8. Spreadsheets run CSV cells that begin with = + - or @ as formulas; --csv-safe writes an apostrophe " +
    "before such cells.",
  arguments: [
    { name: "[texts...]", description: "texts to classify; put -- before texts that begin with a dash" },
  ],
  options: [
    loadOption,
    { flags: "--data <texts...>", description: "more texts to classify" },
    {
      flags: "--input <file>",
      description:
        "file to classify: .jsonl, .csv, .tsv, .txt, .json, .xlsx or .parquet; - is the standard input",
    },
    {
      flags: "--output <file>",
      description: "output file: .jsonl, .json, .csv or .tsv; - is the standard output",
    },
    ...readingOptions,
    {
      flags: "--top <number>",
      description: "number of most probable classes to report",
      alias: "--top_n <number>",
      parse: wholeNumber("--top", 1),
    },
    {
      flags: "--probabilities <form>",
      description:
        "form of the probabilities in CSV: json is one column of JSON (default), columns is one column per class",
      choices: ["json", "columns"],
    },
    {
      flags: "--csv-safe",
      description: "write an apostrophe before CSV cells that a spreadsheet would run as formulas",
    },
    {
      flags: "--adapt",
      description:
        "improve the model with the texts of --input before they are classified; the saved model stays as it is",
    },
    ...answerOptions,
    encoderOption,
    storeOption,
    maxWindowsOption,
    cacheOption,
    { flags: "--json", description: "write JSON lines" },
    verboseOption,
  ],
  examples: [
    { line: 'pilesort classify --load models/mail "Where is my parcel?"', meaning: "Classifies one text." },
    {
      line: "pilesort classify --load models/mail --input mails.csv --output sorted.csv --none",
      meaning: "Classifies a file and allows the answer none of these.",
    },
    {
      line: "pilesort classify --load models/mail --input mails.csv --output sorted.csv --precision 0.95 --review review.csv",
      meaning:
        "Answers only where 95 % of the answers will be correct, and writes the other rows to review.csv.",
    },
    {
      line: "tail -n 100 mails.txt | pilesort classify --load models/mail --json",
      meaning: "Classifies one text per line.",
    },
  ],

  async run(values, flags, context) {
    const texts = [...values, ...(flags.data ?? [])];
    checkSources(texts, flags, context);
    checkAnswerFlags(flags);
    await outputFormat(flags, await inputFormat(texts, flags));
    const classifier = await openClassifier(flags.load, flags);
    try {
      rejectOneClassFlags(flags, oneClassFlags, classifier);
      if (flags.adapt) await adapt(classifier, flags, context);
      const answering = await readAnswerOptions(flags, classifier, context);
      const forReader =
        texts.length > 0 && flags.output === undefined && !flags.json && flags.review === undefined;
      await (forReader ? showAnswers : writeAnswers)(texts, { classifier, answering }, flags, context);
    } finally {
      await classifier.dispose();
    }
  },
};

function checkSources(texts: readonly string[], { input, adapt }: ClassifyFlags, { stdin }: Context): void {
  if (texts.length > 0 && input !== undefined)
    throw new UsageError("Give either texts or --input, not both.");
  if (adapt && (input === undefined || input === "-")) {
    throw new UsageError("The option --adapt reads the texts twice; give them as a file with --input.");
  }
  if (texts.length === 0 && input === undefined && stdin.isTTY) {
    throw new UsageError(
      "There is nothing to classify; give texts, --input FILE, or one text per line on the standard input.",
    );
  }
}

/** Flags that need one class per text. */
const oneClassFlags = ["adapt", "none", "costs", "coverage", "calibrate", "review"];

/** A model and how it answers. */
interface Answering {
  readonly classifier: Classifier;
  readonly answering: ClassifyOptions;
}

/** Classifies the texts of the command line and prints the results as text. */
async function showAnswers(
  texts: readonly string[],
  { classifier, answering }: Answering,
  { top }: ClassifyFlags,
  { stdout, stderr, env, signal }: Context,
): Promise<void> {
  const onNotice = (message: string): void => writeWarning(message, { stderr, env });
  const found = await classifier.classify(texts, { ...answering, top, signal, onNotice });
  const emphasize = (text: string): string => styled("bold", text, stdout, env);
  for (const { text, charactersRead } of found) {
    if (charactersRead !== undefined) writeWarning(longText({ text }, charactersRead), { stderr, env });
  }
  const shown = found.map((each) =>
    showClassification(each, { classCount: classifier.classes.length, top, emphasize }),
  );
  writeLines(stdout, shown.join("\n\n"));
}

/** Classifies rows and writes them with the results. */
async function writeAnswers(
  texts: readonly string[],
  { classifier, answering }: Answering,
  flags: ClassifyFlags,
  context: Context,
): Promise<void> {
  const { top, json } = flags;
  const rejects = new Rejects(rejectsPath(flags));
  const source = await openSource(texts, flags, context, rejects.add);
  const writer = await openTarget(flags, source.format, context);
  const review = await openReview(flags, source.format, writer);
  const bar = new ProgressBar(context);
  let longTexts = 0;
  const started = context.now();
  try {
    const format = await outputFormat(flags, source.format);
    const isTable = format === "csv" || format === "tsv";
    const tally = await classifyRows(source.rows, classifier, writer, {
      ...answering,
      top,
      json,
      review,
      ...(isTable && { labelSeparator: flags.labelSeparator ?? ";" }),
      columns: flags.probabilities === "columns" ? classifier.classes.map(({ name }) => name) : undefined,
      signal: context.signal,
      onBadRowSkipped: flags.onBadRow === "skip" ? rejects.add : undefined,
      incompleteName: incompletePath(flags),
      onNotice: (message) => {
        bar.clear();
        writeWarning(message, context);
      },
      onLongText: (row, charactersRead) => {
        longTexts++;
        if (longTexts > shownLongTexts) return;
        bar.clear();
        writeWarning(longText(row, charactersRead), context);
      },
      onRows: (rows) =>
        bar.update({ label: "Classifying", done: rows, unit: "texts", share: source.share() }),
    });
    bar.clear();
    await rejects.finish();
    if (longTexts > shownLongTexts) {
      const more = count(longTexts - shownLongTexts);
      writeWarning(`${more} more texts are too long and were read only in part.`, context);
    }
    if (texts.length > 0) return;
    if (flags.onBadRow === "skip") await rejects.removeEarlier();
    if (tally.rows === 0 && rejects.count === 0) {
      writeWarning(
        `${flags.input ?? "standard input"}: No texts were found, so nothing was classified.`,
        context,
      );
    }
    writeLine(context.stderr, summary(tally, context.now() - started, flags, rejects.summary));
  } finally {
    bar.clear();
    await rejects.finish();
  }
}

/** Number of long texts with a warning each. Further ones are only counted. */
const shownLongTexts = 5;

/** Returns a warning such as "mails.jsonl, line 7: The text has 300,000 characters, of which about 18,000 were read. ...". */
function longText({ source, line, text }: Pick<InputRow, "source" | "line" | "text">, read: number): string {
  const place = source === undefined ? "" : `${source}, line ${line}: `;
  return `${place}The text has ${count(text.length)} characters, of which about ${count(read)} were read. Long encoded strings are skipped; --max-windows sets how much of the rest is read.`;
}

function summary(
  { rows, none, unsure, empty }: Tally,
  milliseconds: number,
  { review }: ClassifyFlags,
  skipped?: string,
): string {
  const rate = count(Math.round(rows / Math.max(milliseconds / 1000, 1e-3)));
  const without = [
    none > 0 && `${count(none)} none of these`,
    unsure > 0 && `${count(unsure)} unsure${review === undefined ? "" : ` (in ${review})`}`,
    empty > 0 &&
      `${count(empty)} without a text, so that ${empty === 1 ? "its answer says" : "their answers say"} nothing`,
    skipped,
  ].filter(Boolean);
  const noted = without.length > 0 ? `; ${without.join(", ")}` : "";
  return `Classified ${counted(rows, "text")} in ${seconds(milliseconds)} (${rate} texts/s)${noted}.`;
}
