import type { ClassDefinition, Classifier, Example } from "../index.ts";
import { UsageError } from "./command.ts";

/** Where classes and examples come from; every source may be left out. */
export interface TaskSources {
  /** File of classes and prompts, or of a whole task. */
  readonly classes?: string;
  /** "name: prompt" each. */
  readonly class?: readonly string[];
  /** Files of labeled rows. */
  readonly data?: readonly string[];
  /** "name: text" each. */
  readonly train?: readonly string[];
  /** Files of generated examples. */
  readonly generated?: readonly string[];
}

/**
 * Adds what the command line names to a classifier: classes first, then data, in the order given.
 * @throws UsageError where one name is given two prompts; InputError
 */
export async function gatherTask(classifier: Classifier, sources: TaskSources): Promise<void> {
  const { parseInlinePair, readExamples, readGenerated, readTaskFile } = await import("../index.ts");
  const file = sources.classes === undefined ? undefined : await readTaskFile(sources.classes);
  const inline = (sources.class ?? []).map((pair) => {
    const { name, text } = parseInlinePair(pair, "--class");
    return { name, prompt: text };
  });
  const definitions = [...(file?.classes ?? []), ...inline];
  refuseTwins(definitions);
  for (const definition of definitions) classifier.defineClass(definition);
  if (file?.metadata) classifier.metadata = { ...classifier.metadata, ...file.metadata };

  addExamples(classifier, file?.examples ?? []);
  for (const path of sources.data ?? []) addExamples(classifier, await readExamples(path));
  for (const pair of sources.train ?? []) {
    const { name, text } = parseInlinePair(pair, "--train");
    classifier.addDataToClass(name, text);
  }
  for (const path of sources.generated ?? []) addExamples(classifier, await readGenerated(path));
}

function addExamples(classifier: Classifier, examples: readonly Example[]): void {
  for (const { label, text, origin } of examples) {
    classifier.addDataToClass(label, text, origin === "generated" ? "generated" : "real");
  }
}

/** The classifier takes a second prompt for a change of mind; in one command line it is a slip. */
function refuseTwins(definitions: readonly ClassDefinition[]): void {
  const names = new Set<string>();
  for (const { name } of definitions) {
    if (names.has(name))
      throw new UsageError(`The class ${JSON.stringify(name)} is given twice; give each class one prompt.`);
    names.add(name);
  }
}
