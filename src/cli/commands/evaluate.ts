import type {
  Classification,
  Classifier,
  Evaluation,
  EvaluationRow,
  evaluate as evaluateRows,
  LabelOptions,
} from "../../index.ts";
import type { Command } from "../command.ts";
import { type Context, writeLine, writeLines, writeWarning } from "../context.ts";
import { type LabelFlags, labelOptions, mappingText, readLabelMap } from "../label-map.ts";
import { counted } from "../readable-numbers.ts";
import {
  flagNaming,
  labeledFiles,
  type ReadingFlags,
  readingOptions,
  readOptions,
} from "../reading-options.ts";
import { Rejects, rejectsBeside } from "../rejects.ts";
import {
  cacheOption,
  encoderOption,
  loadOption,
  maxWindowsOption,
  type SharedOptions,
  storeOption,
  verboseOption,
} from "../shared-options.ts";
import { showEvaluation } from "../show-evaluation.ts";
import { WorkProgress } from "../work-progress.ts";

interface EvaluateOptions extends SharedOptions, ReadingFlags, LabelFlags {
  readonly load: string;
  readonly data: readonly string[];
  readonly none?: boolean;
  readonly json?: boolean;
}

export const evaluate: Command<EvaluateOptions> = {
  name: "evaluate",
  summary: "Measure the quality of a saved model on labeled examples that it was not trained on.",
  details:
    'A JSON row with "label": null is out of scope: it belongs to none of the classes. With such rows the evaluation shows ' +
    "how well the probability of none separates them from the others (AUROC: 50 % is chance, 100 % is perfect). They count " +
    "in accuracy and the other figures only with --none, which allows the answer none.",
  arguments: [],
  options: [
    loadOption,
    {
      flags: "--data <files...>",
      description: labeledFiles,
      isRequired: true,
    },
    { flags: "--none", description: 'allow the answer "none of these classes", and score it' },
    ...readingOptions,
    ...labelOptions,
    encoderOption,
    storeOption,
    maxWindowsOption,
    cacheOption,
    { flags: "--json", description: "print the full evaluation as JSON" },
    verboseOption,
  ],
  examples: [
    {
      line: "pilesort evaluate --load models/mail --data held-out.jsonl",
      meaning:
        "Shows accuracy, macro-F1, calibration error, confused classes, and the accuracy of answers above a threshold.",
    },
  ],

  async run(_values, options, context) {
    const { load, none, encoder, store, maxWindows, cache, json, verbose } = options;
    const library = await import("../../index.ts");
    const labelMap = await readLabelMap(options.labelMap);
    const classifier = await library.Classifier.load(load, {
      encoder,
      store,
      maxWindows,
      cacheFolder: cache,
    });
    const progress = new WorkProgress(context, verbose === true);
    try {
      const read = await readRows(options, classifier, context);
      const rows = checkedRows(read, classifier, { ...options, labelMap }, context, library);
      const texts = rows.map(({ text }) => text);
      const found = await classifier.classify(texts, {
        none,
        onProgress: progress.listen,
        signal: context.signal,
      });
      progress.end();
      warnOfLongTexts(found, context);
      const classes = classifier.classes.map(({ name }) => name);
      const labels = rows.map(({ label }) => label);
      const all = library.evaluate(labels, found, { classes });
      const evaluation = none === true ? all : inScopeOnly(all, labels, found, { classes }, library.evaluate);
      if (json) writeLine(context.stdout, JSON.stringify(evaluation));
      else writeLines(context.stdout, showEvaluation(evaluation));
    } finally {
      progress.end();
      await classifier.dispose();
    }
  },
};

type Library = typeof import("../../index.ts");

function warnOfLongTexts(found: readonly Classification[], context: Context): void {
  const long = found.filter(({ charactersRead }) => charactersRead !== undefined).length;
  if (long === 0) return;
  const which = counted(long, "text is", "texts are");
  writeWarning(
    `${which} too long and read only in part; --max-windows sets how much of a text is read.`,
    context,
  );
}

/**
 * Evaluates the in-scope rows only, and adds the figures of the out-of-scope rows. Without --none, no out-of-scope row can
 * be classified correctly, so these rows do not count in accuracy.
 */
function inScopeOnly(
  all: Evaluation,
  labels: readonly (string | null)[],
  found: readonly Classification[],
  options: { readonly classes: readonly string[] },
  evaluateAll: typeof evaluateRows,
): Evaluation {
  const isInScope = (_: unknown, i: number): boolean => labels[i] !== null;
  const { outOfScopeRows, noneAreaUnderRoc } = all;
  if (outOfScopeRows === 0 || outOfScopeRows === labels.length) return all;
  const inScope = evaluateAll(labels.filter(isInScope), found.filter(isInScope), options);
  return { ...inScope, outOfScopeRows, noneAreaUnderRoc };
}

/** Returns the rows with a label, then the out-of-scope rows. The evaluation reports labels that the model does not know. */
function checkedRows(
  read: readonly EvaluationRow[],
  { classes }: Classifier,
  { labelMap, acceptNewLabels }: LabelOptions,
  context: Context,
  { checkLabels }: Library,
): readonly EvaluationRow[] {
  const names = classes.map(({ name }) => name);
  const rules = { labelMap, acceptNewLabels, naming: flagNaming, mappingText, announceNewClasses: false };
  const labeled = read.filter((row): row is EvaluationRow & { readonly label: string } => row.label !== null);
  const outOfScope = read.filter(({ label }) => label === null);
  if (labeled.length === 0) return outOfScope;
  const { rows, notices, warnings } = checkLabels(labeled, { ...rules, classes: names });
  for (const notice of notices) writeLine(context.stderr, notice);
  for (const warning of warnings) writeWarning(warning, context);
  return [...rows, ...outOfScope];
}

async function readRows(
  options: EvaluateOptions,
  { classes }: Classifier,
  context: Context,
): Promise<EvaluationRow[]> {
  const { readEvaluationRows } = await import("../../index.ts");
  const rejects = new Rejects(options.rejects ?? rejectsBeside(options.data[0]));
  const known = classes.map(({ name }) => name);
  const reading = { ...readOptions(options, context), classes: known, onBadRowSkipped: rejects.add };
  const rows: EvaluationRow[] = [];
  try {
    for (const file of options.data) rows.push(...(await readEvaluationRows(file, reading)));
  } finally {
    await rejects.finish();
  }
  if (options.onBadRow === "skip") await rejects.removeEarlier();
  rejects.report(context);
  return rows;
}
