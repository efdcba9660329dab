import type { AddedExamples, ClassDefinition, Classifier } from "../index.ts";
import { type OptionSpec, UsageError } from "./command.ts";

/** The flags that name classes and examples. */
export const taskOptions: readonly OptionSpec[] = [
  {
    flags: "--classes <file>",
    description: "classes and prompts: {name: prompt} as JSON or YAML, or a task file",
  },
  { flags: "--class <pairs...>", description: '"name: prompt", one or several; the first colon splits' },
  {
    flags: "--data <files...>",
    description: "labeled rows: JSONL {text, label}, or CSV with these columns",
  },
  { flags: "--train <pairs...>", description: '"name: text", a labeled row each' },
  {
    flags: "--generated <files...>",
    description: "examples that a language model wrote: JSONL {class_name, examples}",
  },
  {
    flags: "--none <files...>",
    description: "texts that belong to none of the classes: a text a line, JSONL {text} or CSV",
  },
];

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
  /** Files of texts that belong to none of the classes. */
  readonly none?: readonly string[];
}

/**
 * Adds what the command line names to a classifier: classes first, then data, in the order given.
 * @returns what the whole task is about, if its file says so, and what became of the rows of each source
 * @throws UsageError where one name is given two prompts; InputError
 */
export async function gatherTask(
  classifier: Classifier,
  sources: TaskSources,
): Promise<{ readonly description?: string; readonly rows: readonly AddedExamples[] }> {
  const { parseInlinePair, readExamples, readGenerated, readNoneExamples, readTaskFile } = await import(
    "../index.ts"
  );
  const file = sources.classes === undefined ? undefined : await readTaskFile(sources.classes);
  const inline = (sources.class ?? []).map((pair) => {
    const { name, text } = parseInlinePair(pair, "--class");
    return { name, prompt: text };
  });
  const definitions = [...(file?.classes ?? []), ...inline];
  refuseTwins(definitions);
  for (const definition of definitions) classifier.defineClass(definition);
  if (file?.metadata) classifier.metadata = { ...classifier.metadata, ...file.metadata };

  const rows = [classifier.addExamples(file?.examples ?? [])];
  for (const path of sources.data ?? []) rows.push(classifier.addExamples(await readExamples(path)));
  for (const pair of sources.train ?? []) {
    const { name, text } = parseInlinePair(pair, "--train");
    rows.push(classifier.addDataToClass(name, text));
  }
  for (const path of sources.generated ?? []) rows.push(classifier.addExamples(await readGenerated(path)));
  for (const path of sources.none ?? []) rows.push(classifier.addNoneExamples(await readNoneExamples(path)));
  return { description: file?.description, rows };
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
