import { extname } from "node:path";
import { runInProcess, type WorkContext } from "../../service/work-process.ts";
import type { ServerLanguageModel } from "../server-parts.ts";
import type { EvaluationInput } from "./evaluate-rows.ts";
import type { GenerationInput, JobWork, TrainingInput } from "./job-work.ts";
import type { ModelRegistry } from "./model-registry.ts";
import type { ServedVersion } from "./served-version.ts";

const program = new URL(`./job-program${extname(import.meta.url)}`, import.meta.url);

/**
 * Trains a copy of a model, or a new one, saves it to a new folder, and has it answer. The version before answers until
 * then, and can answer again.
 */
export function trainVersion(
  registry: ModelRegistry,
  name: string,
  input: TrainingInput,
  context: WorkContext,
): Promise<object> {
  return makeVersion(registry, name, async (folder) => {
    const model = registry.has(name) ? await bytesOf(registry, name) : undefined;
    return run({ kind: "train", folder, input, ...(model && { model }) }, context);
  });
}

/** Has the server's language model generate examples for a copy of a model, trains it, and has it answer. */
export async function generateVersion(
  registry: ModelRegistry,
  name: string,
  input: GenerationInput,
  languageModel: ServerLanguageModel,
  context: WorkContext,
): Promise<object> {
  const { path: piles } = await registry.folders.next(`${name}.piles`);
  return makeVersion(registry, name, async (folder) => {
    const model = await bytesOf(registry, name);
    return run({ kind: "generate", model, folder, piles, input, languageModel }, context);
  });
}

/** Evaluates the current version of a model in a process of its own. */
export async function evaluateVersion(
  { name, version }: { readonly name: string; readonly version: ServedVersion },
  input: EvaluationInput,
  context: WorkContext,
): Promise<object> {
  const model = await version.classifier.toBytes();
  const found = await run({ kind: "evaluate", model, input }, context);
  return { model: name, version: version.number, ...found };
}

function run(work: JobWork, context: WorkContext): Promise<object> {
  return runInProcess<object>(program, work, context);
}

/** Returns a copy of the current version, so that changes of it do not matter to the job. */
function bytesOf(registry: ModelRegistry, name: string): Promise<Uint8Array> {
  return registry.get(name).use(({ classifier }) => classifier.toBytes());
}

/** Has work save a model to a hidden folder, moves it to its place when it is whole, and loads it from there. */
async function makeVersion(
  registry: ModelRegistry,
  name: string,
  work: (folder: string) => Promise<object>,
): Promise<object> {
  const { folders } = registry;
  return folders.withWorkplace(async (workplace) => {
    const found = await work(workplace);
    const folder = await folders.publish(workplace, name);
    const { number } = await registry.loadOrRemove(name, folder, "training");
    return { model: name, version: number, folder, ...found };
  });
}
