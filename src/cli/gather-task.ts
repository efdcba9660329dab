import type { AddedExamples, ClassDefinition, Classifier, Example, ReadRowsOptions } from "../index.ts";
import { type OptionSpec, UsageError } from "./command.ts";
import { type Context, writeLine, writeWarning } from "./context.ts";
import { type LabelFlags, labelOptions, mappingText, readLabelMap } from "./label-map.ts";
import {
  flagNaming,
  labeledFiles,
  type ReadingFlags,
  readingOptions,
  readOptions,
} from "./reading-options.ts";
import { Rejects, rejectsBeside } from "./rejects.ts";

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
    description: labeledFiles,
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
    description: "texts that belong to none of the classes: one text per line, JSONL {text} or CSV",
  },
  ...readingOptions,
  ...labelOptions,
];

/** Where classes and examples come from; every source may be left out. */
export interface TaskSources extends LabelFlags, ReadingFlags {
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

export interface GatheredTask {
  readonly description?: string;
  /** Rows of data that were left out, and the file that they are in. */
  readonly skippedRows?: { readonly rows: number; readonly file: string };
  /** What became of the rows of each kind of source. */
  readonly rows: readonly AddedExamples[];
}

/**
 * Adds what the command line names to a classifier: classes first, then data, in the order given. What the data brings is
 * reported on the standard error.
 * @returns what the whole task is about, if its file says so, and what became of the rows
 * @throws UsageError if one name is given two prompts; InputError
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
    found.push(...(await readAll(sources, classNames(classifier), skipping)));
    rows.push(await addChecked(classifier, found, { ...sources, labelMap }, context));
    for (const path of sources.none ?? []) rows.push(await addNone(classifier, path, skipping, context));
  } finally {
    await rejects.finish();
  }
  rejects.report(context);
  const skipped = rejects.count > 0 && { skippedRows: { rows: rejects.count, file: rejects.path } };
  return { description: file?.description, ...skipped, rows };
}

/** Adds texts of none. A file without any may be what a language model left, so it is no error. */
async function addNone(
  classifier: Classifier,
  path: string,
  reading: ReadRowsOptions,
  context: Pick<Context, "stderr" | "env">,
): Promise<AddedExamples> {
  const { readNoneExamples } = await import("../index.ts");
  const examples = await readNoneExamples(path, reading);
  if (examples.length === 0) writeWarning(`${path}: holds no texts.`, context);
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

/** Adds the examples whose labels are, or may become, names of classes. */
async function addChecked(
  classifier: Classifier,
  found: readonly FoundExample[],
  { labelMap, acceptNewLabels }: { labelMap: Readonly<Record<string, string>>; acceptNewLabels?: boolean },
  context: Pick<Context, "stderr" | "env">,
): Promise<AddedExamples> {
  const { checkLabels, placeOfExample } = await import("../index.ts");
  const { rows, newClasses, notices, warnings } = checkLabels(found, {
    classes: classNames(classifier),
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

/** The classifier takes a second prompt for a change of mind; in one command line it is a slip. */
function rejectDuplicates(definitions: readonly ClassDefinition[], pairs: readonly string[]): void {
  const names = new Set<string>();
  for (const { name } of definitions) {
    if (names.has(name)) {
      const mayHoldColon = pairs.filter((pair) => pair.trimStart().startsWith(`${name}:`)).length > 1;
      const advice = mayHoldColon ? " If the name holds a colon, write it in a file for --classes." : "";
      throw new UsageError(
        `The class ${JSON.stringify(name)} is given twice; give each class one prompt.${advice}`,
      );
    }
    names.add(name);
  }
}
