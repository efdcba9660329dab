import type { Command } from "../command.ts";
import { writeLine, writeLines } from "../context.ts";
import {
  cacheOption,
  encoderOption,
  loadOption,
  type SharedOptions,
  verboseOption,
} from "../shared-options.ts";
import { showEvaluation } from "../show-evaluation.ts";
import { WorkProgress } from "../work-progress.ts";

interface EvaluateOptions extends SharedOptions {
  readonly load: string;
  readonly data: readonly string[];
  readonly json?: boolean;
}

export const evaluate: Command<EvaluateOptions> = {
  name: "evaluate",
  summary: "Judge a saved model on labeled rows that it was not trained on.",
  arguments: [],
  options: [
    loadOption,
    {
      flags: "--data <files...>",
      description: "labeled rows: JSONL {text, label}, or CSV with these columns",
      isRequired: true,
    },
    encoderOption,
    cacheOption,
    { flags: "--json", description: "print the whole evaluation as JSON" },
    verboseOption,
  ],
  examples: [
    {
      line: "pilesort evaluate --load models/mail --data held-out.jsonl",
      meaning:
        "Shows accuracy, macro-F1, calibration error, confused classes, and what answering only the surer rows gives.",
    },
  ],

  async run(_values, { load, data, encoder, cache, json, verbose }, context) {
    const library = await import("../../index.ts");
    const rows = (await Promise.all(data.map((file) => library.readExamples(file)))).flat();
    const classifier = await library.Classifier.load(load, { encoder, cacheFolder: cache });
    const progress = new WorkProgress(context, verbose === true);
    try {
      const texts = rows.map(({ text }) => text);
      const found = await classifier.classify(texts, { onProgress: progress.listen, signal: context.signal });
      progress.end();
      const evaluation = library.evaluate(
        rows.map(({ label }) => label),
        found,
        { classes: classifier.classes.map(({ name }) => name) },
      );
      if (json) writeLine(context.stdout, JSON.stringify(evaluation));
      else writeLines(context.stdout, showEvaluation(evaluation));
    } finally {
      progress.end();
      await classifier.dispose();
    }
  },
};
