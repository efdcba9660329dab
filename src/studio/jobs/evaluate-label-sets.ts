import { sha256 } from "../../files/sha256.ts";
import { CancelledError, evaluateLabelSets } from "../../index.ts";
import { type HeldOutAnswer, storeEvaluation } from "../../store/evaluation-table.ts";
import { LabelCodes } from "../../store/label-codes.ts";
import type { ProjectTask } from "../project/project-task.ts";
import type { JobContext, JobResult } from "./job-work.ts";

/** Number of parts. Each is answered by a model that has learnt from the others. More: a better estimate, more trainings. */
const parts = 5;

interface LabeledText {
  readonly id: number;
  readonly text: string;
  /** A code, see LabelCodes. */
  readonly label: number;
  readonly hard: number;
}

/**
 * Evaluates answers with several labels by cross-validation. Equal texts are in the same part. Hard cases are trained on, but
 * they do not count.
 */
export async function evaluateLabelSetsOf(
  task: ProjectTask,
  labeled: readonly LabeledText[],
  context: JobContext,
): Promise<JobResult> {
  const { database } = context;
  const codes = await LabelCodes.read(database);
  const names = new Map([...task.ids].map(([name, id]) => [id, name ?? ""]));
  const truths: string[][] = [];
  const answers: { labels: readonly string[]; probabilities: Readonly<Record<string, number>> }[] = [];
  const heldOut: HeldOutAnswer[] = [];
  for (let part = 0; part < parts; part++) {
    const held = labeled.filter(({ text }) => partOf(text) === part);
    const found = await answerPart(task, held, part, context);
    for (const [i, { labels = [], probabilities, probability }] of found.entries()) {
      const { id, label, hard } = held[i];
      heldOut.push({ id, labels: labels.map((name) => task.ids.get(name)!), probability });
      if (hard === 1) continue;
      truths.push(codes.idsOf(label).map((each) => names.get(each)!));
      answers.push({ labels, probabilities });
    }
  }
  const result = evaluateLabelSets(truths, answers, { classes: task.classes.map(({ name }) => name) });
  await storeEvaluation(database, { revision: task.revision, result, heldOut });
  return { results: [result.verdict] };
}

/** Answers the texts of a part by a model that has not learnt from them. */
async function answerPart(
  task: ProjectTask,
  held: readonly LabeledText[],
  part: number,
  { model, signal, onProgress }: JobContext,
) {
  if (signal.aborted) throw new CancelledError("The evaluation was stopped.");
  onProgress({ stage: "fit", unit: "steps", done: part, total: parts });
  if (held.length === 0) return [];
  const texts = new Set(held.map(({ text }) => text));
  const isKept = ({ text }: { readonly text: string }) => !texts.has(text);
  const classifier = model.create("label-sets");
  try {
    classifier.replaceTask({
      classes: task.classes,
      examples: task.examples.filter(isKept),
      noneExamples: task.noneExamples.filter(isKept),
    });
    await classifier.train({ tune: false, signal });
    return await classifier.classify(
      held.map(({ text }) => text),
      { signal },
    );
  } finally {
    await classifier.dispose();
  }
}

function partOf(text: string): number {
  return Number.parseInt(sha256(text).slice(0, 8), 16) % parts;
}
