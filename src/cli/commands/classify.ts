import type { Classifier } from "../../index.ts";
import { classifyRows, type Tally } from "../classify-rows.ts";
import { type Command, UsageError } from "../command.ts";
import { type Context, writeLine, writeLines } from "../context.ts";
import { ProgressBar } from "../progress-bar.ts";
import { count, counted, seconds } from "../readable-numbers.ts";
import { openSource, openTarget } from "../row-files.ts";
import {
  cacheOption,
  encoderOption,
  loadOption,
  type SharedOptions,
  share,
  verboseOption,
  wholeNumber,
} from "../shared-options.ts";
import { showClassification } from "../show-classification.ts";
import { styled } from "../styled.ts";

interface ClassifyFlags extends SharedOptions {
  readonly load: string;
  readonly data?: readonly string[];
  readonly input?: string;
  readonly output?: string;
  readonly format?: "jsonl" | "csv" | "lines";
  readonly textField?: string;
  readonly top?: number;
  readonly threshold?: number;
  readonly none?: boolean;
  readonly json?: boolean;
}

export const classify: Command<ClassifyFlags> = {
  name: "classify",
  summary: "Classify texts, or the rows of a file or of the standard input, with a saved model.",
  details:
    "Rows are read and written as a stream, in bounded memory, and keep their order and their fields. Each gains " +
    "prediction, probability and probabilities; with --none or --threshold also outcome (class, none or unsure) and " +
    "none_probability. A row that has a field of such a name already is refused. A file appears under its name only " +
    "when it is complete; names that end in .gz are packed and unpacked. Lines are answered as JSON lines.",
  arguments: [{ name: "[texts...]", description: "texts to classify; after -- they may begin with a dash" }],
  options: [
    loadOption,
    { flags: "--data <texts...>", description: "more texts to classify" },
    {
      flags: "--input <file>",
      description: "classify the rows of a JSONL, CSV or text file; - is the standard input",
    },
    { flags: "--output <file>", description: "where the rows go; - is the standard output" },
    {
      flags: "--format <format>",
      description: "what the input is, where its name does not tell; lines holds a text a line",
      choices: ["jsonl", "csv", "lines"],
    },
    { flags: "--text-field <name>", description: "the field or column that holds the text (default: text)" },
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
    { flags: "--none", description: 'let "none of these classes" be an answer' },
    encoderOption,
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
    const { Classifier } = await import("../../index.ts");
    const classifier = await Classifier.load(flags.load, {
      encoder: flags.encoder,
      cacheFolder: flags.cache,
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
  { stdout, env, signal }: Context,
): Promise<void> {
  const found = await classifier.classify(texts, { top, threshold, none, signal });
  const emphasize = (text: string): string => styled("bold", text, stdout, env);
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
  const source = await openSource(texts, flags, context);
  const writer = await openTarget(flags, source.format, context);
  const bar = new ProgressBar(context);
  const started = context.now();
  try {
    const tally = await classifyRows(source.rows, classifier, writer, {
      top,
      threshold,
      none,
      json,
      signal: context.signal,
      onRows: (rows) => bar.update({ label: "Classifying", done: rows, unit: "rows", share: source.share() }),
    });
    bar.clear();
    if (texts.length === 0) writeLine(context.stderr, summary(tally, context.now() - started));
  } finally {
    bar.clear();
  }
}

function summary({ rows, none, unsure }: Tally, milliseconds: number): string {
  const rate = count(Math.round(rows / Math.max(milliseconds / 1000, 1e-3)));
  const without = [
    none > 0 && `${count(none)} none of these`,
    unsure > 0 && `${count(unsure)} unsure`,
  ].filter(Boolean);
  const noted = without.length > 0 ? `; ${without.join(", ")}` : "";
  return `Classified ${counted(rows, "row")} in ${seconds(milliseconds)} (${rate} rows/s)${noted}.`;
}
