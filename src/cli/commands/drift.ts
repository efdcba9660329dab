import { counted, percent } from "../../files/readable-numbers.ts";
import { terminalSafe } from "../../files/terminal-text.ts";
import type { DriftReport, DriftSign } from "../../index.ts";
import { columns } from "../columns.ts";
import { type Command, UsageError } from "../command.ts";
import { type Context, writeLine, writeLines } from "../context.ts";
import { openClassifier } from "../open-classifier.ts";
import { type ReadingFlags, readingOptions, readOptions } from "../reading-options.ts";
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
import { WorkProgress } from "../work-progress.ts";

interface DriftFlags extends SharedOptions, ReadingFlags {
  readonly load: string;
  readonly input: string;
  readonly reference?: string;
  readonly level?: number;
  readonly sample?: number;
  readonly json?: boolean;
}

export const drift: Command<DriftFlags> = {
  name: "drift",
  summary:
    "Say whether texts of now are like those that a model was trained on, and name groups that are new.",
  details:
    "Compares how many texts are out of scope, how sure the answers are, what the texts say on average, their words, and " +
    "how common each class is. One decision is made from all of them together, with a known probability of a false alarm. " +
    "The exit code is 0 whatever is found.",
  arguments: [],
  options: [
    loadOption,
    {
      flags: "--input <file>",
      description: "texts of now: .jsonl, .csv, .tsv, .txt, .json, .xlsx or .parquet",
      isRequired: true,
    },
    {
      flags: "--reference <file>",
      description: "texts of a time when all was well (default: the real examples of the model)",
    },
    {
      flags: "--level <number>",
      description: "probability of a false alarm if nothing has changed, 0.005 to 0.2 (default: 0.01)",
      parse: parseLevel,
    },
    {
      flags: "--sample <number>",
      description: "maximum number of texts to compare, drawn at random from the file (default: 2000)",
      parse: wholeNumber("--sample", 1),
    },
    ...readingOptions,
    encoderOption,
    storeOption,
    maxWindowsOption,
    cacheOption,
    { flags: "--json", description: "print the report as JSON" },
    verboseOption,
  ],
  examples: [
    {
      line: "pilesort drift --load models/mail --input this-week.csv",
      meaning: "Compares the mails of this week with the examples of the model.",
    },
    {
      line: "pilesort drift --load models/mail --input this-week.csv --reference first-week.csv",
      meaning: "Compares them with the mails of the first week.",
    },
  ],

  async run(_values, flags, context) {
    const { input, reference, level, sample, json } = flags;
    const classifier = await openClassifier(flags.load, flags);
    const progress = new WorkProgress(context, flags.verbose === true);
    try {
      const report = await classifier.detectDrift(await rowsOf(input, flags, context), {
        ...(reference !== undefined && { reference: await rowsOf(reference, flags, context) }),
        level,
        sampleSize: sample,
        onProgress: progress.listen,
        signal: context.signal,
      });
      progress.end();
      if (json) writeLine(context.stdout, JSON.stringify(report));
      else writeLines(context.stdout, showDrift(report));
    } finally {
      progress.end();
      await classifier.dispose();
    }
  },
};

async function rowsOf(file: string, flags: DriftFlags, context: Context) {
  const { formatOf, readRows } = await import("../../index.ts");
  return readRows(file, { ...readOptions(flags, context), format: flags.format ?? formatOf(file) });
}

function parseLevel(value: string): number {
  const level = Number(value);
  if (value.trim() !== "" && level >= 0.005 && level <= 0.2) return level;
  throw new UsageError(
    `The option --level must be a number from 0.005 to 0.2; got ${JSON.stringify(value)}.`,
  );
}

const names: Readonly<Record<DriftSign["kind"], string>> = {
  none: "out of scope",
  probability: "mean probability",
  distance: "distance of the means",
  words: "new words per 100 texts",
  classes: "largest change of a class",
};

/** Number of new words and groups that are shown. */
const shown = 5;

/** Formats a report as text. */
function showDrift(report: DriftReport): string {
  const { sentence, read, texts, reference, signs, newWords, newGroups, pValue } = report;
  const rows = signs.map((sign) => [
    names[sign.kind],
    formatted(sign, sign.expected),
    formatted(sign, sign.found),
    chance(sign.pValue),
  ]);
  const words = newWords
    .slice(0, shown)
    .map(({ word, texts }) => `${JSON.stringify(word)} (${counted(texts, "text")})`);
  return [
    terminalSafe(sentence),
    "",
    `Read ${counted(read, "text")}; ${counted(texts, "distinct text")} compared with ${counted(reference.texts, "distinct text")} (${reference.source}).`,
    ...columns([["sign", "expected", "found", "chance"], ...rows]),
    `Chance of all of this together without a change: ${chance(pValue)}.`,
    ...(words.length === 0 ? [] : [terminalSafe(`Words that are new: ${words.join(", ")}.`)]),
    ...newGroups
      .slice(0, shown)
      .map(({ name, texts, examples }) =>
        terminalSafe(
          `Perhaps new: ${JSON.stringify(name)}, ${texts} similar texts, such as ${examples.map((each) => JSON.stringify(each)).join(", ")}.`,
        ),
      ),
  ].join("\n");
}

function formatted({ kind }: DriftSign, value: number): string {
  if (kind === "distance") return value.toFixed(3);
  return kind === "words" ? value.toFixed(1) : percent(value);
}

function chance(pValue: number): string {
  return pValue < 0.001 ? "below 0.1 %" : percent(pValue);
}
