import type { ClassDefinition, Classifier, Example } from "../index.ts";
import { type OptionSpec, UsageError } from "./command.ts";
import { type Context, writeLine } from "./context.ts";
import { type LabelFlags, labelOptions, readLabelMap } from "./label-map.ts";
import { writeWarning } from "./write-warning.ts";

/** The flags that name classes and examples. */
export const taskOptions: readonly OptionSpec[] = [
  {
    flags: "--classes <file>",
    description: "classes and prompts: {name: prompt} as JSON or YAML, or a task file",
  },
  {
    flags: "--class <pairs...>",
    description:
      '"name: prompt", one or several; the first colon splits, or the last one behind the name of a known class',
  },
  {
    flags: "--data <files...>",
    description: "labeled rows: JSONL {text, label}, or CSV with these columns",
  },
  {
    flags: "--train <pairs...>",
    description:
      '"name: text", one labeled row each; the longest name of a known class is taken, else the first colon splits',
  },
  {
    flags: "--generated <files...>",
    description: "examples that a language model wrote: JSONL {class_name, examples}",
  },
  {
    flags: "--none <files...>",
    description: "texts that belong to none of the classes: a text a line, JSONL {text} or CSV",
  },
  ...labelOptions,
];

/** Where classes and examples come from; every source may be left out. */
export interface TaskSources extends LabelFlags {
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
 * Adds what the command line names to a classifier: classes first, then data, in the order given. What the data brings is
 * reported on the standard error.
 * @returns what the whole task is about, if its file says so
 * @throws UsageError if one name is given two prompts; InputError
 */
export async function gatherTask(
  classifier: Classifier,
  sources: TaskSources,
  context: Pick<Context, "stderr" | "env">,
): Promise<{ readonly description?: string }> {
  const { readNoneExamples, readTaskFile } = await import("../index.ts");
  const labelMap = await readLabelMap(sources.labelMap);
  const file = sources.classes === undefined ? undefined : await readTaskFile(sources.classes);
  await defineClasses(classifier, file?.classes ?? [], sources.class ?? []);
  if (file?.metadata) classifier.metadata = { ...classifier.metadata, ...file.metadata };

  const found: FoundExample[] = (file?.examples ?? []).map((example) => foundIn(sources.classes, example));
  found.push(...(await readAll(sources, classNames(classifier))));
  await addChecked(classifier, found, { ...sources, labelMap }, context);
  for (const path of sources.none ?? []) classifier.addNoneExamples(await readNoneExamples(path));
  return { description: file?.description };
}

async function defineClasses(
  classifier: Classifier,
  inFile: readonly ClassDefinition[],
  pairs: readonly string[],
): Promise<void> {
  const { parseInlinePair } = await import("../index.ts");
  const known = [...classNames(classifier), ...inFile.map(({ name }) => name)];
  const inline = pairs.map((pair) => {
    const { name, text } = parseInlinePair(pair, "--class", known);
    return { name, prompt: text };
  });
  const definitions = [...inFile, ...inline];
  refuseTwins(definitions);
  for (const definition of definitions) classifier.defineClass(definition);
}

/** An example, and the file or flag that it comes from. */
interface FoundExample {
  readonly label: string;
  readonly example: Example;
  readonly source?: string;
}

function foundIn(source: string | undefined, example: Example): FoundExample {
  return { label: example.label, example, source };
}

/** Reads the examples of all files and flags. Labels in the data count as known classes for "name: text". */
async function readAll(sources: TaskSources, classes: readonly string[]): Promise<FoundExample[]> {
  const { parseInlinePair, readExamples, readGenerated } = await import("../index.ts");
  const data: FoundExample[] = [];
  for (const path of sources.data ?? []) {
    for (const example of await readExamples(path)) data.push(foundIn(path, example));
  }
  const known = [...classes, ...new Set(data.map(({ label }) => label))];
  for (const pair of sources.train ?? []) {
    const { name, text } = parseInlinePair(pair, "--train", known);
    data.push(foundIn("--train", { label: name, text, origin: "real" }));
  }
  for (const path of sources.generated ?? []) {
    for (const example of await readGenerated(path)) data.push(foundIn(path, example));
  }
  return data;
}

/** Adds the examples whose labels are, or may become, names of classes. */
async function addChecked(
  classifier: Classifier,
  found: readonly FoundExample[],
  { labelMap, acceptNewLabels }: { labelMap: Readonly<Record<string, string>>; acceptNewLabels?: boolean },
  context: Pick<Context, "stderr" | "env">,
): Promise<void> {
  const { checkLabels } = await import("../index.ts");
  const { rows, newClasses, notices, warnings } = checkLabels(found, {
    classes: classNames(classifier),
    labelMap,
    acceptNewLabels,
    placeOf: ({ source }) => ({ source }),
    naming: flagNaming,
  });
  for (const notice of notices) writeLine(context.stderr, notice);
  for (const warning of warnings) writeWarning(warning, context);
  for (const { name } of newClasses) classifier.defineClass({ name });
  classifier.addExamples(rows.map(({ label, example }) => ({ ...example, label })));
}

function classNames({ classes }: Classifier): string[] {
  return classes.map(({ name }) => name);
}

/** An option of the library as the command line names it. */
function flagNaming(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
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
