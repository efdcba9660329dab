import { stat } from "node:fs/promises";
import { counted } from "../files/readable-numbers.ts";
import type {
  Classifier,
  EvaluationBasis,
  LabelSet,
  LabelSetAnswer,
  LabelSetTruthRow,
  RowDetails,
} from "../index.ts";
import { UsageError } from "./command.ts";
import type { Context } from "./context.ts";
import { type EvaluateFlags, fieldsOf } from "./evaluation-flags.ts";
import { checkLabelSets } from "./gather-label-sets.ts";
import { readLabelMap } from "./label-map.ts";
import { openClassifier } from "./open-classifier.ts";
import { readOptions } from "./reading-options.ts";
import { Rejects, rejectsBeside } from "./rejects.ts";
import type { WorkProgress } from "./work-progress.ts";

/** Rows with their true labels and their answers: lists of equal length. */
export interface AnsweredLabelSets {
  readonly basis: EvaluationBasis;
  /** Names of the classes; undefined if they are not known. */
  readonly classes?: readonly string[];
  readonly thresholds?: Readonly<Record<string, number>>;
  readonly truths: readonly (readonly string[])[];
  readonly answers: readonly LabelSetAnswer[];
  /** Answers of --baseline. */
  readonly baseline?: readonly LabelSetAnswer[];
  readonly details: readonly RowDetails[];
}

/** Answers labeled rows with the model. */
export async function labelSetsOfModel(
  classifier: Classifier,
  files: readonly string[],
  flags: EvaluateFlags,
  context: Context,
): Promise<AnsweredLabelSets> {
  const rows = await readFiles(classifier, files, flags, context);
  const { groupTexts } = await import("../index.ts");
  const examples = [...classifier.examples, ...classifier.noneExamples].filter(
    ({ origin }) => origin === "real",
  );
  const { groups, copies } = groupTexts([...examples, ...rows].map(({ text }) => text));
  const seen = new Set(copies.subarray(0, examples.length));
  const known = copies.subarray(examples.length).filter((copy) => seen.has(copy)).length;
  const truths = rows.map(({ labels }) => labels);
  const identified = rows.map((row, i) => ({ source: "--data", line: i + 1, ...row }));
  return {
    basis: { source: "test rows", notes: known === 0 ? [] : [knownSentence(known)] },
    ...knownOf(classifier),
    truths,
    answers: await answersTo(classifier, rows, context),
    baseline: await baselineAnswers(identified, flags, context),
    details: rows.map((row, i) => ({ id: row.id, text: row.text, group: groups[examples.length + i] })),
  };
}

function knownSentence(known: number): string {
  const which = counted(known, "row has", "rows have");
  return `${which} the text of an example that the model was trained on, which makes these figures too good.`;
}

function knownOf(classifier: Classifier): Pick<AnsweredLabelSets, "classes" | "thresholds"> {
  return { classes: classifier.classes.map(({ name }) => name), thresholds: classifier.labelThresholds };
}

async function answersTo(
  classifier: Classifier,
  rows: readonly { readonly text: string }[],
  { signal }: Context,
): Promise<LabelSetAnswer[]> {
  const answers: LabelSetAnswer[] = [];
  for await (const { labels = [], probabilities } of classifier.classifyStream(rows, { signal }))
    answers.push({ labels, probabilities });
  return answers;
}

/** Answers the model's own texts by cross-validation. */
export async function labelSetsOfExamples(
  classifier: Classifier,
  { baseline }: EvaluateFlags,
  progress: WorkProgress,
  { signal }: Context,
): Promise<AnsweredLabelSets> {
  if (baseline !== undefined)
    throw new UsageError("The option --baseline needs labeled rows; give them with --data.");
  const { basis, rows } = await classifier.crossValidate({ signal, onProgress: progress.listen });
  const [truths, answers, details]: [string[][], LabelSetAnswer[], RowDetails[]] = [[], [], []];
  for await (const { text, labels = [], group, answer } of rows) {
    truths.push([...labels]);
    answers.push({ labels: answer.labels ?? [], probabilities: answer.probabilities });
    details.push({ text, group });
  }
  return { basis, ...knownOf(classifier), truths, answers, details };
}

/** Joins the answers of any classifier, from a file, with the true labels. */
export async function labelSetsOfFile(
  predictions: string,
  flags: EvaluateFlags,
  context: Context,
): Promise<AnsweredLabelSets> {
  const { truth = predictions } = flags;
  if (truth === "-" && predictions === "-")
    throw new UsageError("Predictions and true labels cannot both come from the standard input.");
  const { groupTexts, readLabelSetTruths } = await import("../index.ts");
  const rows = await readLabelSetTruths(truth, { ...readOptions(flags, context), ...fieldsOf(flags) });
  const { groups } = groupTexts(rows.map(({ text = "" }) => text));
  const rename = await renaming(flags);
  return {
    basis: { source: "predictions", notes: [] },
    truths: rows.map(({ labels }) => labels.map(rename)),
    answers: await answersOfFile(predictions, rows, flags, context),
    baseline: await baselineAnswers(rows, flags, context),
    details: rows.map(({ id, text }, i) => ({
      id,
      text,
      ...(text !== undefined && { group: groups[i] }),
    })),
  };
}

/** @returns the answers in the order of the rows */
async function answersOfFile(
  file: string,
  rows: readonly LabelSetTruthRow[],
  flags: EvaluateFlags,
  context: Context,
): Promise<LabelSetAnswer[]> {
  const { joinPredictions, readLabelSetPredictions } = await import("../index.ts");
  const reading = { ...readOptions(flags, context), ...fieldsOf(flags) };
  const rename = await renaming(flags);
  const answers: LabelSetAnswer[] = [];
  for await (const { position, prediction } of joinPredictions(
    rows,
    readLabelSetPredictions(file, reading),
  )) {
    const { labels, probabilities } = prediction;
    const named = Object.entries(probabilities ?? {}).map(([name, value]) => [rename(name), value]);
    answers[position] = {
      labels: labels.map(rename),
      ...(probabilities && { probabilities: Object.fromEntries(named) }),
    };
  }
  return answers;
}

async function renaming({ labelMap }: EvaluateFlags): Promise<(name: string) => string> {
  const names = await readLabelMap(labelMap);
  return (name) => (Object.hasOwn(names, name) ? names[name] : name);
}

/** Returns the answers of --baseline: a model's folder, or a file of predictions. */
async function baselineAnswers(
  rows: readonly LabelSetTruthRow[],
  flags: EvaluateFlags,
  context: Context,
): Promise<LabelSetAnswer[] | undefined> {
  const { baseline } = flags;
  if (baseline === undefined) return undefined;
  const isFile = (await stat(baseline).catch(() => undefined))?.isFile() ?? false;
  // The format of the data is not that of the predictions.
  if (isFile) return answersOfFile(baseline, rows, { ...flags, format: undefined }, context);
  const texts = rows.flatMap(({ text }) => (text === undefined ? [] : [{ text }]));
  if (texts.length < rows.length)
    throw new UsageError(
      "The option --baseline names a model, which needs texts, but some rows have none; name a file of predictions.",
    );
  const model = await openClassifier(baseline, flags);
  try {
    if (!model.multiLabel)
      throw new UsageError(
        `The model ${baseline} of --baseline gives one class per text, so it cannot be compared with one that gives several labels.`,
      );
    return await answersTo(model, texts, context);
  } finally {
    await model.dispose();
  }
}

async function readFiles(
  classifier: Classifier,
  files: readonly string[],
  flags: EvaluateFlags,
  context: Context,
): Promise<LabelSet[]> {
  const { readLabelSets } = await import("../index.ts");
  const rejects = new Rejects(flags.rejects ?? rejectsBeside(files[0]));
  const classes = classifier.classes.map(({ name }) => name);
  const reading = { ...readOptions(flags, context), classes, onBadRowSkipped: rejects.add };
  const rows: LabelSet[] = [];
  try {
    for (const file of files) rows.push(...(await readLabelSets(file, reading)));
  } finally {
    await rejects.finish();
  }
  if (flags.onBadRow === "skip") await rejects.removeEarlier();
  rejects.report(context);
  const { acceptNewLabels } = flags;
  const labelMap = await readLabelMap(flags.labelMap);
  return checkLabelSets(rows, classifier, { acceptNewLabels, labelMap }, context);
}
