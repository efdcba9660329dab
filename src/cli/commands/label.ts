import { counted } from "../../files/readable-numbers.ts";
import { type Command, UsageError } from "../command.ts";
import { writeLine } from "../context.ts";
import { labelTexts } from "../label-texts.ts";
import { LabelsFile } from "../labels-file.ts";
import { openClassifier } from "../open-classifier.ts";
import { readingOptions } from "../reading-options.ts";
import {
  cacheOption,
  encoderOption,
  maxWindowsOption,
  storeOption,
  verboseOption,
} from "../shared-options.ts";
import {
  hardRowsNotice,
  readSentence,
  type SuggestionFlags,
  suggestFrom,
  suggestionOptions,
} from "../suggestion-source.ts";

interface LabelFlags extends SuggestionFlags {
  readonly output: string;
}

export const label: Command<LabelFlags> = {
  name: "label",
  summary: "Label the most useful texts of a file at the terminal, one key per class.",
  details:
    "Shows the texts that suggest would suggest, one by one. The labels of each text are in the output file at once. Run the command " +
    "again to resume: texts of that file are not shown again. If a text may have several labels, each key chooses a label or takes it " +
    "back, and Enter takes the chosen ones.",
  arguments: [],
  options: [
    ...suggestionOptions,
    {
      flags: "--output <file>",
      description: "file of the labels, .jsonl; labels of an earlier session are kept",
      isRequired: true,
    },
    ...readingOptions,
    encoderOption,
    storeOption,
    maxWindowsOption,
    cacheOption,
    verboseOption,
  ],
  examples: [
    {
      line: "pilesort label --load models/mail --input mails.csv --output labels.jsonl",
      meaning: "Asks for the labels of 20 texts.",
    },
    { line: "pilesort train --load models/mail --data labels.jsonl", meaning: "Learns from the labels." },
  ],

  async run(_values, flags, context) {
    if (!context.stdin.isTTY)
      throw new UsageError(
        "pilesort label reads keys from a terminal, and the standard input is not a terminal; to label elsewhere, use pilesort suggest --json.",
      );
    if (!flags.output.endsWith(".jsonl"))
      throw new UsageError(`The option --output must end in .jsonl; got ${JSON.stringify(flags.output)}.`);
    const classifier = await openClassifier(flags.load, flags);
    try {
      const file = await LabelsFile.open(flags.output, classifier.multiLabel ? "labels" : "label");
      const found = await suggestFrom(classifier, flags, context, file.texts);
      writeLine(context.stderr, readSentence(found, flags.sample));
      if (file.texts.size > 0)
        writeLine(
          context.stderr,
          `${counted(file.texts.size, "text")} in ${flags.output} ${file.texts.size === 1 ? "is" : "are"} labeled already.`,
        );
      const labeled = await labelTexts(classifier, found.suggestions, file, context);
      writeLine(context.stdout, `Labeled ${counted(labeled, "text")}. ${hardRowsNotice}`);
      writeLine(
        context.stdout,
        `Train with them: pilesort train --load ${flags.load} --data ${flags.output}`,
      );
    } finally {
      await classifier.dispose();
    }
  },
};
