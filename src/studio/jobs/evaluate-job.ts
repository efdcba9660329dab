import { counted } from "../../files/readable-numbers.ts";
import {
  type ClassDefinition,
  type CrossValidation,
  type Evaluation,
  type EvaluationBasis,
  Evaluator,
  InputError,
} from "../../index.ts";
import { type HeldOutAnswer, storeEvaluation } from "../../store/evaluation-table.ts";
import { readSettings } from "../../store/settings.ts";
import { labeledTexts } from "../../store/text-table.ts";
import { type ProjectTask, readTask } from "../project/project-task.ts";
import { evaluateSets } from "./evaluate-label-sets.ts";
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
  const { basis, rows } = await model.alone(async () => {
    if (model.task?.key !== task.key) await model.fit(task);
    const options = task.form === "label-sets" ? {} : { none: task.none };
    return model.classifier.crossValidate({ ...options, signal, onProgress });
  });
  const shown = withoutHard(basis, labeled.length - counting.length);
  const { result, heldOut } =
    task.form === "label-sets"
      ? await evaluateSets(task, labeled, { basis: shown, rows })
      : await evaluateClasses(task, labeled, { basis: shown, rows });
  await storeEvaluation(database, { revision: task.revision, result, heldOut });
  return { results: [result.verdict] };
}

/** Evaluates the answers of a cross-validation with one class per text. */
async function evaluateClasses(
  task: ProjectTask,
  labeled: Awaited<ReturnType<typeof labeledTexts>>,
  { basis, rows }: Pick<CrossValidation, "basis" | "rows">,
): Promise<{ readonly result: Evaluation; readonly heldOut: readonly HeldOutAnswer[] }> {
  const rowsOf = new Map<string, { readonly id: number; readonly hard: number }[]>();
  for (const { id, text, label, hard } of labeled) {
    const key = `${label} ${text}`;
    rowsOf.set(key, [...(rowsOf.get(key) ?? []), { id, hard }]);
  }
  const evaluator = new Evaluator({
    // In a tree only the classes at the bottom are answers.
    classes: bottomOf(task.classes),
    ...(task.form === "tree" && { hierarchy: true }),
    basis,
  });
  const heldOut: HeldOutAnswer[] = [];
  for await (const { text, label, group, answer } of rows) {
    const found = rowsOf.get(`${task.ids.get(label)} ${text}`) ?? [];
    const labels = answer.prediction === null ? [] : [task.ids.get(answer.prediction)!];
    for (const { id } of found) heldOut.push({ id, labels, probability: answer.probability });
    if (found.some(({ hard }) => hard === 0)) evaluator.add(label, answer, { text, group });
  }
  return { result: evaluator.finish(), heldOut };
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
