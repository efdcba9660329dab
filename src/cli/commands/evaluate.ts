import type { Classification, Evaluation, evaluate as judgeRows } from "../../index.ts";
import type { Command } from "../command.ts";
import { writeLine } from "../context.ts";
import { counted } from "../readable-numbers.ts";
import {
  cacheOption,
  encoderOption,
  loadOption,
  maxWindowsOption,
  type SharedOptions,
  verboseOption,
} from "../shared-options.ts";
import { showEvaluation } from "../show-evaluation.ts";
import { WorkProgress } from "../work-progress.ts";
import { writeWarning } from "../write-warning.ts";

interface EvaluateOptions extends SharedOptions {
  readonly load: string;
  readonly data: readonly string[];
  readonly none?: boolean;
  readonly json?: boolean;
}

/**
 * Returns an evaluation of the in-scope rows, with what the out-of-scope rows say of the probability of none: without none
 * among the answers no out-of-scope row can be classified correctly.
 */
function inScopeOnly(
  all: Evaluation,
  labels: readonly (string | null)[],
  found: readonly Classification[],
  options: { readonly classes: readonly string[] },
  judge: typeof judgeRows,
): Evaluation {
  const isInScope = (_: unknown, i: number): boolean => labels[i] !== null;
  const { outOfScopeRows, noneAreaUnderRoc } = all;
  if (outOfScopeRows === 0 || outOfScopeRows === labels.length) return all;
  const inScope = judge(labels.filter(isInScope), found.filter(isInScope), options);
  return { ...inScope, outOfScopeRows, noneAreaUnderRoc };
}

export const evaluate: Command<EvaluateOptions> = {
  name: "evaluate",
  summary: "Judge a saved model on labeled rows that it was not trained on.",
  details:
    'A JSONL row with "label": null belongs to none of the classes (out of scope). Such rows show how well the probability ' +
    "of none separates them from the others (AUROC: 50 % is chance, 100 % perfect). They count in accuracy and the other " +
    "figures only with --none, which makes none a possible answer.",
  arguments: [],
  options: [
    loadOption,
    {
      flags: "--data <files...>",
      description: "labeled rows: JSONL {text, label}, or CSV with these columns",
      isRequired: true,
    },
    { flags: "--none", description: 'let "none of these classes" be an answer, and score it' },
    encoderOption,
    maxWindowsOption,
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

  async run(_values, { load, data, none, encoder, maxWindows, cache, json, verbose }, context) {
    const library = await import("../../index.ts");
    const rows = (await Promise.all(data.map((file) => library.readEvaluationRows(file)))).flat();
    const classifier = await library.Classifier.load(load, { encoder, maxWindows, cacheFolder: cache });
    const progress = new WorkProgress(context, verbose === true);
    try {
      const texts = rows.map(({ text }) => text);
      const found = await classifier.classify(texts, {
        none,
        onProgress: progress.listen,
        signal: context.signal,
      });
      progress.end();
      const long = found.filter(({ charactersRead }) => charactersRead !== undefined).length;
      if (long > 0) {
        const which = counted(long, "text is", "texts are");
        writeWarning(
          `${which} too long to be read whole; --max-windows sets how much of a text is read.`,
          context,
        );
      }
      const classes = classifier.classes.map(({ name }) => name);
      const labels = rows.map(({ label }) => label);
      const all = library.evaluate(labels, found, { classes });
      const evaluation = none === true ? all : inScopeOnly(all, labels, found, { classes }, library.evaluate);
      writeLine(context.stdout, json ? JSON.stringify(evaluation) : showEvaluation(evaluation));
    } finally {
      progress.end();
      await classifier.dispose();
    }
  },
};
