import {
  type CrossValidatedRow,
  type EvaluationBasis,
  evaluateLabelSets,
  type LabelSetEvaluation,
} from "../../index.ts";
import type { HeldOutAnswer } from "../../store/evaluation-table.ts";
import type { ProjectTask } from "../project/project-task.ts";

/** A text with a label, which is a hard case or not. */
interface LabeledText {
  readonly id: number;
  readonly text: string;
  readonly hard: number;
}

/** Evaluates the answers of a cross-validation with several labels per text. Hard cases do not count. */
export async function evaluateSets(
  task: ProjectTask,
  labeled: readonly LabeledText[],
  { basis, rows }: { readonly basis: EvaluationBasis; readonly rows: AsyncIterable<CrossValidatedRow> },
): Promise<{ readonly result: LabelSetEvaluation; readonly heldOut: readonly HeldOutAnswer[] }> {
  const rowsOf = new Map<string, LabeledText[]>();
  for (const each of labeled) rowsOf.set(each.text, [...(rowsOf.get(each.text) ?? []), each]);
  const heldOut: HeldOutAnswer[] = [];
  const truths: (readonly string[])[] = [];
  const answers: { labels: readonly string[]; probabilities: Readonly<Record<string, number>> }[] = [];
  for await (const { text, labels: truth = [], answer } of rows) {
    const { labels = [], probabilities, probability } = answer;
    const found = rowsOf.get(text) ?? [];
    for (const { id } of found)
      heldOut.push({ id, labels: labels.flatMap((name) => task.ids.get(name) ?? []), probability });
    if (!found.some(({ hard }) => hard === 0)) continue;
    truths.push(truth);
    answers.push({ labels, probabilities });
  }
  const classes = task.classes.map(({ name }) => name);
  return { result: evaluateLabelSets(truths, answers, { classes, basis }), heldOut };
}
