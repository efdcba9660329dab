import type { AddedExamples, ClassDefinition, Classifier, Example, ReadRowsOptions } from "../index.ts";
import { type OptionSpec, UsageError } from "./command.ts";
import { type Context, writeLine, writeWarning } from "./context.ts";
import { addLabelSetFiles } from "./gather-label-sets.ts";
import { type LabelFlags, labelOptions, mappingText, readLabelMap } from "./label-map.ts";
import {
  flagNaming,
  labeledFiles,
  type ReadingFlags,
  readingOptions,
  readOptions,
} from "./reading-options.ts";
import { Rejects, rejectsBeside } from "./rejects.ts";

/** Flags that give classes and examples. */
export const taskOptions: readonly OptionSpec[] = [
  {
    flags: "--classes <file>",
    description: "class names and descriptions: a JSON or YAML file {name: description}, or a task file",
  },
  {
    flags: "--class <pairs...>",
    description:
      '"name: description", one or more; split after the longest known class name that fits, else at the first colon',
  },
  {
    flags: "--data <files...>",
    description: labeledFiles,
  },
  {
    flags: "--train <pairs...>",
    description:
      '"name: text", one or more labeled examples; split after the longest known class name that fits, else at the first colon',
  },
  {
    flags: "--generated <files...>",
    description: "examples that a language model generated: JSONL {class_name, examples} or {text, labels}",
  },
  {
    flags: "--none <files...>",
    description:
      "out-of-scope texts, which belong to none of the classes: one text per line, JSONL {text} or CSV",
  },
  ...readingOptions,
  ...labelOptions,
];

/** Sources of classes and examples. Each of them is optional. */
export interface TaskSources extends LabelFlags, ReadingFlags {
  /** File with classes and descriptions, or with a whole task. */
  readonly classes?: string;
  /** List of "name: description". */
  readonly class?: readonly string[];
  /** Files of labeled examples. */
  readonly data?: readonly string[];
  /** List of "name: text". */
  readonly train?: readonly string[];
  /** Files of generated examples. */
  readonly generated?: readonly string[];
  /** Files of out-of-scope texts. */
  readonly none?: readonly string[];
  /** Whether a text may have several labels. */
  readonly multiLabel?: boolean;
}

export interface GatheredTask {
  readonly description?: string;
  /** Number of rows that were skipped, and the file that lists them. */
  readonly skippedRows?: { readonly rows: number; readonly file: string };
  /** Counts of added and skipped examples, one entry per kind of source. */
  readonly rows: readonly AddedExamples[];
}

/**
 * Adds the classes and examples of the command line to a classifier: classes first, then data, in the given order. Notices
 * about the data go to the standard error.
 * @returns the description of the whole task, if its file has one, and counts of the examples
 * @throws UsageError if a class is given twice; InputError if a file cannot be used
 */
export async function gatherTask(
  classifier: Classifier,
  sources: TaskSources,
  context: Pick<Context, "stderr" | "env" | "signal">,
): Promise<GatheredTask> {
  const { readTaskFile } = await import("../index.ts");
  const labelMap = await readLabelMap(sources.labelMap);
  const reading = readOptions(sources, context);
  const file = sources.classes === undefined ? undefined : await readTaskFile(sources.classes, reading);
  await defineClasses(classifier, file?.classes ?? [], sources.class ?? []);
  if (file?.metadata) classifier.metadata = { ...classifier.metadata, ...file.metadata };

  const found: FoundExample[] = (file?.examples ?? []).map((example) => foundIn(sources.classes, example));
  const rejects = new Rejects(sources.rejects ?? rejectsBeside(sources.data?.[0] ?? "data"));
  const skipping = { ...reading, onBadRowSkipped: rejects.add };
  const rows: AddedExamples[] = [];
  try {
    const single = sources.multiLabel ? { ...sources, data: [] } : sources;
    found.push(...(await readAll(single, classNames(classifier), skipping)));
    rows.push(await addChecked(classifier, found, { ...sources, labelMap }, context));
    if (sources.multiLabel && sources.data) {
      rows.push(
        await addLabelSetFiles(classifier, sources.data, skipping, { ...sources, labelMap }, context),
      );
    }
    for (const path of sources.none ?? []) rows.push(await addNone(classifier, path, skipping, context));
  } finally {
    await rejects.finish();
  }
  const hasReadFiles = sources.data !== undefined || sources.none !== undefined;
  if (sources.onBadRow === "skip" && hasReadFiles) await rejects.removeEarlier();
  rejects.report(context);
  const skipped = rejects.count > 0 && { skippedRows: { rows: rejects.count, file: rejects.path } };
  return { description: file?.description, ...skipped, rows };
}

/** Adds out-of-scope texts. An empty file is only a warning, because a language model may have generated none. */
async function addNone(
  classifier: Classifier,
  path: string,
  reading: ReadRowsOptions,
  context: Pick<Context, "stderr" | "env">,
): Promise<AddedExamples> {
  const { readNoneExamples } = await import("../index.ts");
  const examples = await readNoneExamples(path, reading);
  if (examples.length === 0) writeWarning(`${path}: The file contains no texts.`, context);
  return classifier.addNoneExamples(examples);
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
  rejectDuplicates(definitions, pairs);
  for (const definition of definitions) classifier.defineClass(definition);
}

/** An example with the file or flag that it comes from. */
interface FoundExample {
  readonly label: string;
  readonly example: Example;
  readonly source?: string;
}

function foundIn(source: string | undefined, example: Example): FoundExample {
  return { label: example.label, example, source };
}

/** Reads the examples of all files and flags. Labels in the data files are known class names for --train. */
async function readAll(
  sources: TaskSources,
  classes: readonly string[],
  reading: ReadRowsOptions,
): Promise<FoundExample[]> {
  const { parseInlinePair, readExamples, readGenerated } = await import("../index.ts");
  const data: FoundExample[] = [];
  for (const path of sources.data ?? []) {
    for (const example of await readExamples(path, { ...reading, classes }))
      data.push(foundIn(path, example));
  }
  const known = [...classes, ...new Set(data.map(({ label }) => label))];
  for (const pair of sources.train ?? []) {
    const { name, text } = parseInlinePair(pair, "--train", known);
    data.push(foundIn("--train", { label: name, text, origin: "real" }));
  }
  for (const path of sources.generated ?? []) {
    for (const example of await readGenerated(path, reading)) data.push(foundIn(path, example));
  }
  return data;
}

/** Adds the examples whose labels are known classes or are accepted as new classes. */
async function addChecked(
  classifier: Classifier,
  found: readonly FoundExample[],
  { labelMap, acceptNewLabels }: { labelMap: Readonly<Record<string, string>>; acceptNewLabels?: boolean },
  context: Pick<Context, "stderr" | "env">,
): Promise<AddedExamples> {
  const { checkLabels, placeOfExample } = await import("../index.ts");
  const { rows, newClasses, notices, warnings } = checkLabels(found, {
    classes: classifier.classNames,
    labelMap,
    acceptNewLabels,
    placeOf: ({ example, source }) => placeOfExample(example) ?? { source },
    naming: flagNaming,
    mappingText,
  });
  for (const notice of notices) writeLine(context.stderr, notice);
  for (const warning of warnings) writeWarning(warning, context);
  for (const { name } of newClasses) classifier.defineClass({ name });
  return classifier.addExamples(rows.map(({ label, example }) => ({ ...example, label })));
}

function classNames({ classes }: Classifier): string[] {
  return classes.map(({ name }) => name);
}

/** Rejects a class that is given twice. The classifier itself would use the second description, which hides a mistake. */
function rejectDuplicates(definitions: readonly ClassDefinition[], pairs: readonly string[]): void {
  const names = new Set<string>();
  for (const { name } of definitions) {
    if (names.has(name)) {
      const mayHoldColon = pairs.filter((pair) => pair.trimStart().startsWith(`${name}:`)).length > 1;
      const advice = mayHoldColon
        ? " If the name contains a colon, put the class into a file for --classes."
        : "";
      throw new UsageError(
        `The class ${JSON.stringify(name)} is given twice; give each class one description.${advice}`,
      );
    }
    names.add(name);
  }
}
