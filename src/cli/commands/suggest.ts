import { quote } from "../../files/quote.ts";
import { percent } from "../../files/readable-numbers.ts";
import type { LabelSuggestions } from "../../index.ts";
import { columns } from "../columns.ts";
import type { Command } from "../command.ts";
import { writeLine, writeLines } from "../context.ts";
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

interface SuggestFlags extends SuggestionFlags {
  readonly json?: boolean;
}

export const suggest: Command<SuggestFlags> = {
  name: "suggest",
  summary: "Suggest which texts of a file to label next, and classes that the model lacks.",
  details:
    "Suggests texts that the model is uncertain of, that stand for many others, and that differ from one another. Groups of " +
    "similar texts that are out of scope are shown as missing classes, each with a name made of their words. Of a large " +
    "file a random sample is compared.",
  arguments: [],
  options: [
    ...suggestionOptions,
    ...readingOptions,
    encoderOption,
    storeOption,
    maxWindowsOption,
    cacheOption,
    { flags: "--json", description: "print the suggestions as JSON" },
    verboseOption,
  ],
  examples: [
    {
      line: "pilesort suggest --load models/mail --input mails.csv -n 20",
      meaning: "Shows the 20 texts whose labels would help most.",
    },
  ],

  async run(_values, flags, context) {
    const { stdout, stderr } = context;
    const classifier = await openClassifier(flags.load, flags);
    try {
      const found = await suggestFrom(classifier, flags, context);
      if (flags.json) {
        writeLine(stdout, JSON.stringify(toJson(found)));
        return;
      }
      writeLine(stderr, readSentence(found, flags.sample));
      for (const line of describe(found, classifier.multiLabel)) writeLines(stdout, line);
      writeLine(stdout, hardRowsNotice);
      writeLine(
        stdout,
        classifier.multiLabel
          ? `Write them with their labels into a file, {"text": ..., "labels": [...]} per line, and train with it: pilesort train --load ${flags.load} --data FILE`
          : `Label them: pilesort label --load ${flags.load} --input ${flags.input} --output labels.jsonl`,
      );
    } finally {
      await classifier.dispose();
    }
  },
};

function toJson({ suggestions, missingClasses, read, compared }: LabelSuggestions) {
  const plain = suggestions.map(({ text, scores, noneProbability }) => ({
    text,
    prediction: scores[0].label,
    probability: scores[0].probability,
    noneProbability,
  }));
  return { suggestions: plain, missingClasses, read, compared };
}

function describe({ suggestions, missingClasses }: LabelSuggestions, hasLabelSets: boolean): string[] {
  if (suggestions.length === 0) return ["There is no text without a label."];
  const rows = suggestions.map(({ text, scores: [best] }) => [
    quote(text),
    quote(best.label),
    percent(best.probability),
  ]);
  return [
    ...columns([["text", hasLabelSets ? "most probable label" : "predicted class", "probability"], ...rows]),
    ...missingClasses.map(
      ({ name, texts, examples }) =>
        `Perhaps a missing class, ${quote(name)}: ${texts} similar texts are out of scope, such as ${examples.map(quote).join(", ")}.`,
    ),
  ];
}
