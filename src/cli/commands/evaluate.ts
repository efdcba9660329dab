import type { Evaluation, RowDetails, ScoredPrediction } from "../../index.ts";
import { type Command, UsageError } from "../command.ts";
import { confusionCosts } from "../confusion-costs.ts";
import { type Context, writeLine, writeLines } from "../context.ts";
import { evaluateLabelSetFiles, evaluatesLabelSets } from "../evaluate-label-sets.ts";
import { openFile, writeChanges, writeErrors } from "../evaluation-files.ts";
import type { EvaluateFlags } from "../evaluation-flags.ts";
import {
  type AnsweredRows,
  answersOfExamples,
  answersOfFile,
  answersOfModel,
} from "../evaluation-sources.ts";
import { labelOptions } from "../label-map.ts";
import { labelSetPredictionsOption } from "../label-set-flags.ts";
import { openClassifier } from "../open-classifier.ts";
import { ProgressBar } from "../progress-bar.ts";
import { labeledFiles, readingOptions } from "../reading-options.ts";
import { type ModelContext, modelContext, showGroups } from "../report-context.ts";
import {
  cacheOption,
  encoderOption,
  loadOption,
  maxWindowsOption,
  storeOption,
  verboseOption,
  wholeNumber,
} from "../shared-options.ts";
import { showComparison } from "../show-comparison.ts";
import { likelyConfused, showDescriptionEvaluation } from "../show-description-evaluation.ts";
import { showEvaluation } from "../show-evaluation.ts";
import { WorkProgress } from "../work-progress.ts";
import { type EvaluationResult, openReport, type ReportFile } from "../write-report.ts";

export const evaluate: Command<EvaluateFlags> = {
  name: "evaluate",
  summary: "Measure the quality of a saved model, or of any classifier's predictions, on labeled rows.",
  details:
    "Without --data, the model's own examples are answered by cross-validation: each by a model that was trained without " +
    "it. A model of descriptions alone has no accuracy to measure; evaluate then shows which classes look alike. With --predictions, any classifier's output is evaluated; it is joined with the true labels by id, or by order. " +
    'A JSON row with "label": null is out of scope: it belongs to none of the classes. Such rows count in accuracy and ' +
    "the other figures only with --none, which allows the answer none.",
  arguments: [],
  options: [
    loadOption,
    {
      flags: "--data <files...>",
      description: `${labeledFiles} (default: cross-validation on the model's examples)`,
    },
    {
      flags: "--predictions <file>",
      description:
        "evaluate the predictions in this file instead of a model: output of classify, or JSONL or CSV of any tool",
    },
    {
      flags: "--truth <file>",
      description: "true labels of the predictions (default: a field of the file of predictions)",
    },
    {
      flags: "--prediction-field <name>",
      description: "field with the predicted class (default: prediction, or a similar name)",
    },
    {
      flags: "--id-field <name>",
      description: "field with the id of a row (default: id, or a similar name)",
    },
    {
      flags: "--baseline <model>",
      description: "compare with another model (its folder) or another file of predictions, on the same rows",
    },
    {
      flags: "--costs <file>",
      description:
        "what wrong answers cost: a table with a row per true class and a column per answer, or rows of truth, prediction and cost (.csv, .tsv, .json or .yaml); other errors cost 1",
    },
    { flags: "--errors <file>", description: "file for all wrong answers, the surest first: .jsonl or .csv" },
    {
      flags: "--changes <file>",
      description: "file for all rows whose answer differs from the baseline's: .jsonl or .csv",
    },
    { flags: "--html <file>", description: "file for a report with plots: one page that needs no network" },
    { flags: "--none", description: 'allow the answer "none of these classes", and score it' },
    {
      flags: "--hierarchy",
      description:
        'the classes of --predictions are paths such as "Food > Dairy > Milk" (a model knows it itself): adds the accuracy per level',
    },
    labelSetPredictionsOption,
    ...readingOptions,
    ...labelOptions,
    {
      flags: "--seed <number>",
      description: "seed of the resamples that the intervals come from (default: 0)",
      parse: wholeNumber("--seed", 0),
    },
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
      meaning: "Shows accuracy, F1, confused classes and calibration, with intervals.",
    },
    {
      line: "pilesort evaluate --load models/new --data held-out.jsonl --baseline models/old",
      meaning: "Compares two models on the same rows.",
    },
    {
      line: "pilesort evaluate --predictions answers.csv --truth labels.csv",
      meaning: "Evaluates the answers of any classifier.",
    },
  ],

  async run(_values, flags, context) {
    checkFlags(flags);
    const library = await import("../../index.ts");
    const files = { errors: await openFile(flags.errors), changes: await openFile(flags.changes) };
    const progress = new WorkProgress(context, flags.verbose === true);
    const classifier = flags.predictions === undefined ? await openClassifier(flags.load, flags) : undefined;
    let report: ReportFile | undefined;
    try {
      const hasLabelSets = evaluatesLabelSets(classifier, flags);
      report = await openReport(flags.html, flags, context);
      if (hasLabelSets) {
        const found = await evaluateLabelSetFiles(classifier, flags, files, progress, context);
        const isTest = found.evaluation.basis?.source === "test rows";
        await report?.writeLabelSets(found.evaluation, found.comparison, isTest ? classifier : undefined);
        return;
      }
      const answers = classifier
        ? flags.data
          ? await answersOfModel(flags.data, classifier, flags, context, library)
          : await answersOfExamples(classifier, flags, progress, context)
        : await answersOfFile(flags.predictions!, flags, context, library);
      const result = await evaluateAnswers(answers, flags, context, report);
      progress.end();
      await writeErrors(files.errors, result.evaluation);
      await writeChanges(files.changes, result.comparison);
      const known = await modelContext(
        classifier && flags.load,
        result.evaluation,
        report !== undefined || isOfDescriptions(result.evaluation),
        flags,
      );
      await print(result, known, flags, context);
      const isTest = result.evaluation.basis?.source === "test rows";
      await report?.write(result, known, isTest ? classifier : undefined);
    } catch (error) {
      await files.errors?.abandon();
      await files.changes?.abandon();
      await report?.abandon();
      throw error;
    } finally {
      progress.end();
      await classifier?.dispose();
    }
  },
};

function checkFlags({ predictions, data, truth, baseline, changes, hierarchy }: EvaluateFlags): void {
  if (predictions !== undefined && data !== undefined) {
    throw new UsageError("Give either --predictions or --data, not both; true labels go to --truth.");
  }
  if (predictions === undefined && hierarchy) {
    throw new UsageError(
      "The option --hierarchy needs --predictions; a model knows whether its classes are paths.",
    );
  }
  if (predictions === undefined && truth !== undefined) {
    throw new UsageError("The option --truth needs --predictions; labeled rows for a model go to --data.");
  }
  if (changes !== undefined && baseline === undefined) {
    throw new UsageError("The option --changes needs --baseline, which names what to compare with.");
  }
}

async function evaluateAnswers(
  { basis, classes, count, hierarchy, rows }: AnsweredRows,
  flags: EvaluateFlags,
  context: Context,
  report: ReportFile | undefined,
): Promise<EvaluationResult> {
  const { Evaluator, compareEvaluations, readCosts } = await import("../../index.ts");
  const costs = flags.costs === undefined ? undefined : confusionCosts(await readCosts(flags.costs));
  const outOfScope = flags.none ? "count" : "separate";
  const shared = { costs, outOfScope, seed: flags.seed } as const;
  const evaluator = new Evaluator({
    ...shared,
    classes,
    hierarchy,
    basis,
    maxWrongAnswers: Number.POSITIVE_INFINITY,
  });
  const bar = new ProgressBar(context);
  const compared = {
    truths: [] as (string | null)[],
    own: [] as ScoredPrediction[],
    details: [] as RowDetails[],
  };
  const others: ScoredPrediction[] = [];
  let done = 0;
  try {
    for await (const { truth, answer, baseline, details } of rows) {
      evaluator.add(truth, answer, details);
      report?.sample.add(truth, answer, details);
      bar.update({ label: "Classifying", done: ++done, total: count, unit: "texts", share: done / count });
      if (baseline === undefined) continue;
      compared.truths.push(truth);
      compared.own.push(answer);
      compared.details.push(details);
      others.push(baseline);
    }
  } finally {
    bar.clear();
  }
  const evaluation = evaluator.finish();
  if (flags.baseline === undefined) return { evaluation };
  const { truths, own, details } = compared;
  const maxChangedRows = Number.POSITIVE_INFINITY;
  const comparison = compareEvaluations(truths, own, others, { ...shared, details, maxChangedRows });
  return { evaluation, comparison };
}

/** Whether the rows are parts of descriptions, whose figures say nothing about real texts. */
function isOfDescriptions({ basis }: Pick<Evaluation, "basis">): boolean {
  return basis?.source === "descriptions";
}

/** Maximum number of rows in the JSON. More make it longer; files have all. */
const maxListed = 100;

async function print(
  { evaluation, comparison }: EvaluationResult,
  { groups, problems }: ModelContext,
  { json, errors, changes }: EvaluateFlags,
  context: Context,
): Promise<void> {
  if (json) {
    const { wrongAnswers, ...rest } = evaluation;
    const compared = comparison && { ...comparison, changedRows: comparison.changedRows.slice(0, maxListed) };
    const all = {
      ...rest,
      wrongAnswers: wrongAnswers.slice(0, maxListed),
      ...(compared && { comparison: compared }),
      ...(groups.length > 0 && { groups }),
      ...(isOfDescriptions(evaluation) && { likelyConfused: likelyConfused(problems) }),
    };
    writeLine(context.stdout, JSON.stringify(all));
    return;
  }
  const ofDescriptions = isOfDescriptions(evaluation);
  writeLines(
    context.stdout,
    ofDescriptions ? showDescriptionEvaluation(evaluation, problems) : showEvaluation(evaluation),
  );
  if (!ofDescriptions && groups.length > 0)
    writeLines(context.stdout, `\n${await showGroups(evaluation, groups)}`);
  if (comparison) writeLines(context.stdout, `\n${showComparison(comparison)}`);
  if (errors) writeLine(context.stderr, `Wrote ${evaluation.wrong} wrong answers to ${errors}.`);
  if (changes && comparison)
    writeLine(context.stderr, `Wrote ${comparison.changed} changed rows to ${changes}.`);
}
