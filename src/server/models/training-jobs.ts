import { rm } from "node:fs/promises";
import { Classifier, InputError, openLanguageModel } from "../../index.ts";
import type { JobContext } from "../../service/jobs.ts";
import type { ServerLanguageModel } from "../server-parts.ts";
import type { ModelRegistry } from "./model-registry.ts";

/** What is added to a model before it is trained again. */
export interface TrainingInput {
  readonly classes?: readonly { readonly name: string; readonly description?: string }[];
  readonly examples?: readonly { readonly text: string; readonly label: string }[];
  readonly tune?: boolean | "auto";
  readonly words?: boolean;
}

/** What is generated. */
export interface GenerationInput {
  readonly examplesPerClass?: number;
  readonly task?: string;
  readonly maxCalls?: number;
}

/**
 * Trains a copy of a model, or a new one, saves it to a new folder, and has it answer. The version before answers until
 * then, and can answer again.
 */
export async function trainVersion(
  registry: ModelRegistry,
  name: string,
  { classes = [], examples = [], tune = false, words }: TrainingInput,
  { signal, onProgress }: JobContext,
) {
  const classifier = await copyOf(registry, name);
  try {
    for (const { name: label, description } of classes) {
      classifier.defineClass({ name: label, ...(description !== undefined && { prompt: description }) });
    }
    classifier.addExamples(examples.map((example) => ({ ...example, origin: "real" as const })));
    const report = await classifier.train({ tune, words, signal, onProgress });
    return { ...(await publish(registry, name, classifier)), report };
  } finally {
    await classifier.dispose();
  }
}

/** Has the server's language model generate examples for a copy of a model, trains it, and has it answer. */
export async function generateVersion(
  registry: ModelRegistry,
  name: string,
  { examplesPerClass, task, maxCalls }: GenerationInput,
  languageModel: ServerLanguageModel,
  { signal, onProgress }: JobContext,
) {
  const { path: folder } = await registry.folders.next(`${name}.piles`);
  const { url, keyVariable, maxCalls: cap } = languageModel;
  const calls = Math.min(maxCalls ?? Number.POSITIVE_INFINITY, cap ?? Number.POSITIVE_INFINITY);
  const classifier = await copyOf(registry, name);
  const model = await openLanguageModel(languageModel.name, { url, keyVariable });
  try {
    const {
      files: _,
      adaptations: __,
      short,
      ...generation
    } = await classifier.generate({
      model,
      folder,
      examplesPerClass,
      task,
      ...(Number.isFinite(calls) && { caps: { calls } }),
      keepGoing: true,
      signal,
      onProgress,
    });
    if (generation.examples === 0) throw new InputError("The language model generated no usable example.");
    const report = await classifier.train({ tune: false, signal, onProgress });
    const shortClasses = short.map(({ label, examples, wanted }) => ({ label, examples, wanted }));
    return {
      ...(await publish(registry, name, classifier)),
      report,
      generation: { ...generation, short: shortClasses },
    };
  } finally {
    await model.dispose?.();
    await classifier.dispose();
  }
}

/** Copies the current version of a model. @returns an empty classifier for a new name */
async function copyOf(registry: ModelRegistry, name: string): Promise<Classifier> {
  if (!registry.has(name)) return new Classifier();
  return registry.get(name).use(async ({ classifier }) => Classifier.fromBytes(await classifier.toBytes()));
}

/** Saves a trained classifier to a new folder and loads it from there. */
async function publish(registry: ModelRegistry, name: string, classifier: Classifier) {
  const { path, folder } = await registry.folders.next(name);
  try {
    await classifier.save(path);
    const { number } = await registry.load(name, folder, "training");
    return { model: name, version: number, folder };
  } catch (error) {
    await rm(path, { recursive: true, force: true });
    throw error;
  }
}
