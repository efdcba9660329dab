import type { Classifier, LabelSetComparison, LabelSetEvaluation, RowWriter } from "../index.ts";
import { UsageError } from "./command.ts";
import { type Context, writeLine, writeLines } from "./context.ts";
import type { EvaluateFlags } from "./evaluation-flags.ts";
import { rejectOneClassFlags } from "./label-set-flags.ts";
import {
  type AnsweredLabelSets,
  labelSetsOfExamples,
  labelSetsOfFile,
  labelSetsOfModel,
} from "./label-set-sources.ts";
import { showLabelSetComparison } from "./show-label-set-comparison.ts";
import { showLabelSetEvaluation } from "./show-label-set-evaluation.ts";
import type { WorkProgress } from "./work-progress.ts";

/** Flags that need one class per text. */
const oneClassFlags = ["costs", "none", "hierarchy"];
/** Maximum number of rows in the JSON. More make it longer; files have all. */
const maxListed = 100;

/** Whether several labels per text are evaluated: by the model, or by --multi-label for a file of predictions. */
export function evaluatesLabelSets(classifier: Classifier | undefined, flags: EvaluateFlags): boolean {
  if (classifier !== undefined && flags.multiLabel && !classifier.multiLabel)
    throw new UsageError("This model gives one class per text; leave out --multi-label.");
  return classifier?.multiLabel ?? flags.multiLabel === true;
}

/** The files that an evaluation writes. */
interface ResultFiles {
  readonly errors: RowWriter | undefined;
  readonly changes: RowWriter | undefined;
}

/** The figures of an evaluation with several labels per text. */
export interface EvaluatedLabelSets {
  readonly evaluation: LabelSetEvaluation;
  readonly comparison?: LabelSetComparison;
}

/**
 * Evaluates answers with several labels per text: of a model on labeled rows or on its own ones, or of any classifier from a
 * file. Prints the figures.
 * @param classifier undefined if the answers come from a file
 */
export async function evaluateLabelSetFiles(
  classifier: Classifier | undefined,
  flags: EvaluateFlags,
  files: ResultFiles,
  progress: WorkProgress,
  context: Context,
): Promise<EvaluatedLabelSets> {
  rejectOneClassFlags(flags, oneClassFlags, { multiLabel: true });
  const found =
    classifier === undefined
      ? await labelSetsOfFile(flags.predictions!, flags, context)
      : flags.data
        ? await labelSetsOfModel(classifier, flags.data, flags, context)
        : await labelSetsOfExamples(classifier, flags, progress, context);
  progress.end();
  const result = await evaluated(found, flags);
  await writeErrors(files.errors, result.evaluation, flags);
  await writeChanges(files.changes, result.comparison, flags);
  print(result, flags, context);
  return result;
}

async function evaluated(
  { truths, answers, baseline, classes, thresholds, details, basis }: AnsweredLabelSets,
  { seed }: EvaluateFlags,
): Promise<EvaluatedLabelSets> {
  const { compareLabelSets, evaluateLabelSets } = await import("../index.ts");
  const shared = { classes, details, seed };
  const maxWrongAnswers = Number.POSITIVE_INFINITY;
  const evaluation = evaluateLabelSets(truths, answers, { ...shared, thresholds, basis, maxWrongAnswers });
  if (baseline === undefined) return { evaluation };
  const maxChangedRows = Number.POSITIVE_INFINITY;
  return {
    evaluation,
    comparison: compareLabelSets(truths, answers, baseline, { ...shared, maxChangedRows }),
  };
}

/** Writes all rows whose labels are not exactly right, the surest errors first. Lists are one cell, as in data files. */
async function writeErrors(
  writer: RowWriter | undefined,
  { wrongAnswers }: LabelSetEvaluation,
  { labelSeparator = ";" }: EvaluateFlags,
): Promise<void> {
  const cell = (labels: readonly string[]) => labels.join(labelSeparator);
  for (const { row, id = null, text = "", truth, labels, forgotten, added } of wrongAnswers) {
    const [missing, extra] = [forgotten, added].map((all) => cell(all.map(({ label }) => label)));
    const fields = {
      row,
      id,
      text,
      truth: cell(truth),
      labels: cell(labels),
      forgotten: missing,
      added: extra,
    };
    await writer?.write({ text, fields }, {});
  }
  await writer?.finish();
}

/** Writes all rows whose labels differ from those of the baseline. */
async function writeChanges(
  writer: RowWriter | undefined,
  comparison: LabelSetComparison | undefined,
  { labelSeparator = ";" }: EvaluateFlags,
): Promise<void> {
  const cell = (labels: readonly string[]) => labels.join(labelSeparator);
  for (const { row, id = null, text = "", truth, labels, baseline, change } of comparison?.changedRows ??
    []) {
    const sets = { truth: cell(truth), labels: cell(labels), baseline: cell(baseline) };
    await writer?.write({ text, fields: { row, id, text, ...sets, change } }, {});
  }
  await writer?.finish();
}

function print({ evaluation, comparison }: EvaluatedLabelSets, flags: EvaluateFlags, context: Context): void {
  const { stdout, stderr } = context;
  if (flags.json) {
    const wrongAnswers = evaluation.wrongAnswers.slice(0, maxListed);
    const compared = comparison && { ...comparison, changedRows: comparison.changedRows.slice(0, maxListed) };
    writeLine(
      stdout,
      JSON.stringify({ ...evaluation, wrongAnswers, ...(compared && { comparison: compared }) }),
    );
    return;
  }
  writeLines(stdout, showLabelSetEvaluation(evaluation));
  if (comparison) writeLines(stdout, `\n${showLabelSetComparison(comparison)}`);
  if (flags.errors) writeLine(stderr, `Wrote ${evaluation.wrong} rows to ${flags.errors}.`);
  if (flags.changes && comparison)
    writeLine(stderr, `Wrote ${comparison.changed} changed rows to ${flags.changes}.`);
}
