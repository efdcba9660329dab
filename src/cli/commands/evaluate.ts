import type { Classifier, Example, LabelOptions } from "../../index.ts";
import type { Command } from "../command.ts";
import { type Context, writeLine } from "../context.ts";
import { type LabelFlags, labelOptions, mappingText, readLabelMap } from "../label-map.ts";
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
  type SharedOptions,
  verboseOption,
} from "../shared-options.ts";
import { showEvaluation } from "../show-evaluation.ts";
import { WorkProgress } from "../work-progress.ts";
import { writeWarning } from "../write-warning.ts";

interface EvaluateOptions extends SharedOptions, ReadingFlags, LabelFlags {
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
      description: labeledFiles,
      isRequired: true,
    },
    ...readingOptions,
    ...labelOptions,
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

  async run(_values, options, context) {
    const { load, encoder, cache, json, verbose } = options;
    const library = await import("../../index.ts");
    const labelMap = await readLabelMap(options.labelMap);
    const classifier = await library.Classifier.load(load, { encoder, cacheFolder: cache });
    const progress = new WorkProgress(context, verbose === true);
    try {
      const read = await readRows(options, classifier, context);
      const rows = labeledRows(read, classifier, { ...options, labelMap }, context, library);
      const texts = rows.map(({ text }) => text);
      const found = await classifier.classify(texts, { onProgress: progress.listen, signal: context.signal });
      progress.end();
      const evaluation = library.evaluate(
        rows.map(({ label }) => label),
        found,
        { classes: classifier.classes.map(({ name }) => name) },
      );
      writeLine(context.stdout, json ? JSON.stringify(evaluation) : showEvaluation(evaluation));
    } finally {
      progress.end();
      await classifier.dispose();
    }
  },
};

type Library = typeof import("../../index.ts");

/** The rows that have a label. Labels that are no class of the model are in the evaluation. */
function labeledRows(
  read: readonly Example[],
  { classes }: Classifier,
  { labelMap, acceptNewLabels }: LabelOptions,
  context: Context,
  { checkLabels }: Library,
): readonly Example[] {
  const names = classes.map(({ name }) => name);
  const rules = { labelMap, acceptNewLabels, naming: flagNaming, mappingText, announceNewClasses: false };
  const { rows, notices, warnings } = checkLabels(read, { ...rules, classes: names });
  for (const notice of notices) writeLine(context.stderr, notice);
  for (const warning of warnings) writeWarning(warning, context);
  return rows;
}

async function readRows(
  options: EvaluateOptions,
  { classes }: Classifier,
  context: Context,
): Promise<Example[]> {
  const { readExamples } = await import("../../index.ts");
  const rejects = new Rejects(options.rejects ?? rejectsBeside(options.data[0]));
  const known = classes.map(({ name }) => name);
  const reading = { ...readOptions(options, context), classes: known, onBadRowSkipped: rejects.add };
  const rows: Example[] = [];
  try {
    for (const file of options.data) rows.push(...(await readExamples(file, reading)));
  } finally {
    await rejects.finish();
  }
  rejects.report(context);
  return rows;
}
