import { counted } from "../../files/readable-numbers.ts";
import { type ClassDefinition, type EvaluationBasis, Evaluator, InputError } from "../../index.ts";
import { type HeldOutAnswer, storeEvaluation } from "../../store/evaluation-table.ts";
import { readSettings } from "../../store/settings.ts";
import { labeledTexts } from "../../store/text-table.ts";
import { readTask } from "../project/project-task.ts";
import { evaluateLabelSetsOf } from "./evaluate-label-sets.ts";
import type { JobContext, JobResult } from "./job-work.ts";

/** Smallest number of labeled texts of an evaluation. Fewer: its figures say nothing. */
export const neededRows = 10;

/**
 * Evaluates by cross-validation on the labeled texts. Hard cases are trained on, but they do not count: they were chosen
 * because the model is unsure of them. The answer to each text is stored with it.
 */
export async function evaluateJob(context: JobContext): Promise<JobResult> {
  const { database, model, signal, onProgress } = context;
  const task = await readTask(database);
  const { learnFromLabels } = await readSettings(database);
  const labeled = await labeledTexts(database, learnFromLabels);
  const counting = labeled.filter(({ hard }) => hard === 0);
  if (counting.length < neededRows)
    throw new InputError(
      `There are ${counted(counting.length, "labeled text")} that count; label at least ${neededRows} of all kinds, then evaluate again.`,
    );
  if (task.form === "label-sets") return evaluateLabelSetsOf(task, labeled, context);
  const rowsOf = new Map<string, { readonly id: number; readonly hard: number }[]>();
  for (const { id, text, label, hard } of labeled) {
    const key = `${label} ${text}`;
    rowsOf.set(key, [...(rowsOf.get(key) ?? []), { id, hard }]);
  }
  const { basis, rows } = await model.alone(async () => {
    if (model.task?.key !== task.key) await model.fit(task);
    return model.classifier.crossValidate({ none: task.none, signal, onProgress });
  });
  const evaluator = new Evaluator({
    // In a tree only the classes at the bottom are answers.
    classes: bottomOf(task.classes),
    ...(task.form === "tree" && { hierarchy: true }),
    basis: withoutHard(basis, labeled.length - counting.length),
  });
  const heldOut: HeldOutAnswer[] = [];
  for await (const { text, label, group, answer } of rows) {
    const found = rowsOf.get(`${task.ids.get(label)} ${text}`) ?? [];
    const labels = answer.prediction === null ? [] : [task.ids.get(answer.prediction)!];
    for (const { id } of found) heldOut.push({ id, labels, probability: answer.probability });
    if (found.some(({ hard }) => hard === 0)) evaluator.add(label, answer, { text, group });
  }
  const evaluation = evaluator.finish();
  await storeEvaluation(database, { revision: task.revision, result: evaluation, heldOut });
  return { results: [evaluation.verdict] };
}

function bottomOf(classes: readonly ClassDefinition[]): string[] {
  const above = new Set(classes.map(({ parent }) => parent));
  return classes.map(({ name }) => name).filter((name) => !above.has(name));
}

function withoutHard(basis: EvaluationBasis, hard: number): EvaluationBasis {
  if (hard === 0) return basis;
  const note = `${counted(hard, "hard case that was", "hard cases that were")} suggested for labeling do not count.`;
  return { ...basis, notes: [...basis.notes, note] };
}
