import type { Classifier, CorrectionReport } from "../../index.ts";
import { type Command, UsageError } from "../command.ts";
import { type Context, writeLine, writeWarning } from "../context.ts";
import { describeCorrection } from "../describe-correction.ts";
import { gatherCorrections, readChecked } from "../gather-corrections.ts";
import { type LabelFlags, labelOptions } from "../label-map.ts";
import { changeModelInTurn } from "../model-turn.ts";
import { openClassifier } from "../open-classifier.ts";
import { labeledFiles, type ReadingFlags, readingOptions } from "../reading-options.ts";
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

interface CorrectFlags extends SharedOptions, ReadingFlags, LabelFlags {
  readonly load: string;
  readonly text?: string;
  readonly label?: string;
  readonly labels?: string;
  readonly data?: readonly string[];
  readonly pin?: boolean;
  readonly check?: readonly string[];
  readonly undo?: number | true;
  readonly json?: boolean;
}

export const correct: Command<CorrectFlags> = {
  name: "correct",
  summary: "Correct answers of a saved model at once, without training, or take a correction back.",
  details:
    "The text is answered with the label from now on, and similar texts lean to it. The command shows which other answers " +
    "changed: of the pinned tests, of the texts of --check, and of the latest 1,000 examples of the model. The next " +
    "training learns from the correction as from an example.",
  arguments: [],
  options: [
    loadOption,
    { flags: "--text <text>", description: "text whose answer is wrong" },
    { flags: "--label <name>", description: "class that the text belongs to; a new name becomes a class" },
    {
      flags: "--labels <names>",
      description:
        'if texts may have several labels: all labels of the text, as in a column labels ("refund;damage"); "" if it has none',
    },
    { flags: "--data <files...>", description: `several corrections: ${labeledFiles}` },
    {
      flags: "--pin",
      description:
        "keep these texts as pinned tests that every later correction is checked against; those that are answered as " +
        "wanted already are not corrected",
    },
    {
      flags: "--check <files...>",
      description: "files of texts, with or without labels, to report on if their answers change",
    },
    {
      flags: "--undo [number]",
      description: "take back the correction with this number in the history (default: the latest one)",
      parse: wholeNumber("--undo", 1),
    },
    ...readingOptions,
    ...labelOptions,
    encoderOption,
    storeOption,
    maxWindowsOption,
    cacheOption,
    { flags: "--json", description: "print the report as JSON" },
    verboseOption,
  ],
  examples: [
    {
      line: 'pilesort correct --load models/mail --text "Where is my refund?" --label refund',
      meaning: "Corrects one answer.",
    },
    {
      line: 'pilesort correct --load models/topics --text "It is broken, money back!" --labels "damage;refund"',
      meaning: "Corrects one answer of a model with several labels per text.",
    },
    {
      line: "pilesort correct --load models/mail --data wrong.csv --check last-week.jsonl",
      meaning: "Corrects the answers to all rows of a file, and shows which answers of last week change.",
    },
    { line: "pilesort correct --load models/mail --undo", meaning: "Takes the latest correction back." },
  ],

  async run(_values, flags, context) {
    checkSources(flags);
    await changeModelInTurn(flags.load, async () => {
      const classifier = await openClassifier(flags.load, flags);
      try {
        const report = await change(classifier, flags, context);
        await classifier.save(flags.load);
        print(report, flags, context);
      } finally {
        await classifier.dispose();
      }
    });
  },
};

function checkSources({ text, label, labels, data, undo, pin }: CorrectFlags): void {
  const given = [label, labels].filter((each) => each !== undefined);
  const gives = text !== undefined || given.length > 0 || data !== undefined;
  if (undo !== undefined && (gives || pin))
    throw new UsageError("Give either --undo or a correction, not both.");
  if (undo !== undefined) return;
  if (given.length > 1) throw new UsageError("Give either --label or --labels, not both.");
  if ((text === undefined) !== (given.length === 0))
    throw new UsageError(
      "Give --text and --label together: the text and the class that it belongs to (or --labels, if it may have several).",
    );
  if (!gives) throw new UsageError("Give --text and --label, --data FILE, or --undo.");
}

async function change(
  classifier: Classifier,
  flags: CorrectFlags,
  context: Context,
): Promise<CorrectionReport> {
  const check = await readChecked(classifier, flags, context);
  const { signal } = context;
  if (flags.undo !== undefined) {
    return classifier.undoCorrection(flags.undo === true ? undefined : flags.undo, { check, signal });
  }
  const corrections = await gatherCorrections(classifier, flags, context);
  return classifier.correct(corrections, { check, pin: flags.pin, acceptNewLabels: true, signal });
}

function print(report: CorrectionReport, { load, json, pin }: CorrectFlags, context: Context): void {
  if (json) {
    writeLine(context.stdout, JSON.stringify({ ...report, saved: load }));
    return;
  }
  const { lines, warnings } = describeCorrection(report);
  if (pin && report.corrected.length === 0)
    writeLine(context.stdout, "The texts are answered as wanted already.");
  for (const line of lines) writeLine(context.stdout, line);
  for (const warning of warnings) writeWarning(warning, context);
  writeLine(context.stdout, `Saved to ${load}. History: pilesort history ${load}`);
}
