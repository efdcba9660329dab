import { join } from "node:path";
import { counted } from "../../files/readable-numbers.ts";
import {
  type Classifier,
  type GenerationOptions,
  type GenerationPlan,
  type GenerationReport,
  openLanguageModel,
} from "../../index.ts";
import { addExamples } from "../../store/example-table.ts";
import type { Generation, PlanGeneration } from "../contract.ts";
import type { LiveModel } from "../project/live-model.ts";
import { readTask } from "../project/project-task.ts";
import type { JobContext, JobResult } from "./job-work.ts";

/** The variable under which a typed key is passed on. It exists in memory only. */
const typedKey = "PILESORT_STUDIO_KEY";

/** Returns the folder of the replies and piles of a project. */
export function repliesFolder(folder: string): string {
  return join(folder, "replies");
}

/** Generates examples with a language model and adds them to the project. A stopped run resumes from its replies. */
export async function generateJob(request: Generation, context: JobContext): Promise<JobResult> {
  const { database, model, folder, signal, onProgress, key, environment } = context;
  const task = await readTask(database);
  const languageModel = await openLanguageModel(request.model, {
    ...(request.url && { url: request.url }),
    ...(key ? { keyVariable: typedKey } : request.keyVariable && { keyVariable: request.keyVariable }),
    environment: { ...environment, ...(key && { [typedKey]: key }) },
  });
  const classifier = model.create(task.form);
  try {
    classifier.replaceTask(task);
    const report = await classifier.generate({
      ...settingsOf(request),
      ...capsOf(request),
      model: languageModel,
      folder: repliesFolder(folder),
      keepGoing: true,
      signal,
      onProgress,
    });
    const added = await addGenerated(classifier, context, task.ids);
    context.loop.poke();
    return { results: sentences(report, added) };
  } finally {
    await classifier.dispose();
  }
}

/** Estimates what a generation would use. Sends nothing. */
export async function planGeneration(
  request: PlanGeneration,
  { database, model }: Pick<JobContext, "database" | "model"> & { readonly model: LiveModel },
): Promise<GenerationPlan> {
  const task = await readTask(database);
  const classifier = model.create(task.form);
  try {
    classifier.replaceTask(task);
    return await classifier.planGeneration(settingsOf(request));
  } finally {
    await classifier.dispose();
  }
}

function settingsOf({ task, examplesPerClass, shareExamples, concurrency, prices }: PlanGeneration) {
  return {
    ...(task && { task }),
    ...(examplesPerClass !== undefined && { examplesPerClass }),
    ...(shareExamples !== undefined && { shareExamples }),
    ...(concurrency !== undefined && { concurrency }),
    ...(prices && { prices }),
  };
}

function capsOf({ maxCalls, maxCost }: Generation): Pick<GenerationOptions, "caps"> {
  if (maxCalls === undefined && maxCost === undefined) return {};
  return {
    caps: {
      ...(maxCalls !== undefined && { calls: maxCalls }),
      ...(maxCost !== undefined && { cost: maxCost }),
    },
  };
}

async function addGenerated(
  classifier: Classifier,
  { database }: JobContext,
  ids: ReadonlyMap<string | null, number>,
): Promise<number> {
  const generated = [
    ...classifier.examples.filter(({ origin }) => origin === "generated"),
    ...classifier.noneExamples.filter(({ origin }) => origin === "generated"),
  ];
  const { action } = await addExamples(database, generated, ids, "language model");
  return action.ids.length;
}

function sentences({ dropped, spent, short }: GenerationReport, added: number): string[] {
  const drops = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  const failed = short.filter(({ error }) => error !== undefined);
  return [
    `Added ${counted(added, "example")}; dropped ${counted(drops, "text")}.`,
    `Used ${counted(spent.calls, "call")} and ${counted(spent.tokensIn + spent.tokensOut, "token")}.`,
    ...(short.length === 0
      ? []
      : [`${counted(short.length, "class has", "classes have")} fewer examples than wanted.`]),
    ...failed.slice(0, 3).map(({ label, error }) => `${JSON.stringify(label)}: ${error!.message}`),
  ];
}
