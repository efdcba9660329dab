import type { Classifier, CorrectedText, Example, LabeledText, LabelSet, WatchedText } from "../index.ts";
import { UsageError } from "./command.ts";
import { type Context, writeLine, writeWarning } from "./context.ts";
import { checkLabelSets } from "./gather-label-sets.ts";
import { type LabelFlags, mappingText, readLabelMap } from "./label-map.ts";
import { flagNaming, type ReadingFlags, readOptions } from "./reading-options.ts";
import { Rejects, rejectsBeside } from "./rejects.ts";

/** The flags that name corrections. */
interface CorrectionSources extends ReadingFlags, LabelFlags {
  readonly text?: string;
  readonly label?: string;
  readonly labels?: string;
  readonly data?: readonly string[];
  readonly check?: readonly string[];
}

/** Reads the corrections and checks their labels. */
export async function gatherCorrections(
  classifier: Classifier,
  flags: CorrectionSources,
  context: Context,
): Promise<CorrectedText[]> {
  if (flags.labels !== undefined && !classifier.multiLabel)
    throw new UsageError("This model gives one class per text; give it with --label instead of --labels.");
  const rejects = new Rejects(flags.rejects ?? rejectsBeside(flags.data?.[0] ?? "data"));
  const classes = classifier.classes.map(({ name }) => name);
  const reading = { ...readOptions(flags, context), classes, onBadRowSkipped: rejects.add };
  const { readExamples, readLabelSets } = await import("../index.ts");
  const [examples, sets]: [Example[], LabelSet[]] = [[], []];
  try {
    for (const file of flags.data ?? []) {
      if (classifier.multiLabel) sets.push(...(await readLabelSets(file, reading)));
      else examples.push(...(await readExamples(file, reading)));
    }
  } finally {
    await rejects.finish();
  }
  rejects.report(context);
  const { text, label, labelMap, acceptNewLabels } = flags;
  const rules = { acceptNewLabels, labelMap: await readLabelMap(labelMap) };
  if (classifier.multiLabel) {
    if (text !== undefined) sets.push({ text, labels: label === undefined ? labelsIn(flags) : [label] });
    return checkLabelSets(sets, classifier, rules, context);
  }
  if (text !== undefined && label !== undefined) examples.push({ text, label, origin: "real" });
  return checkedCorrections(examples, classifier, rules, context);
}

/** Returns the names in the value of --labels, which is written like a cell of a column labels. */
function labelsIn({ labels = "", labelSeparator = ";" }: CorrectionSources): string[] {
  return labels
    .split(labelSeparator)
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

async function checkedCorrections(
  examples: readonly Example[],
  { classNames }: Classifier,
  rules: { readonly acceptNewLabels?: boolean; readonly labelMap: Readonly<Record<string, string>> },
  context: Context,
): Promise<LabeledText[]> {
  const { checkLabels, placeOfExample } = await import("../index.ts");
  const { rows, notices, warnings } = checkLabels(examples, {
    ...rules,
    classes: classNames,
    placeOf: (row) => placeOfExample(row) ?? { source: "--label" },
    announceNewClasses: false,
    naming: flagNaming,
    mappingText,
  });
  for (const notice of notices) writeLine(context.stderr, notice);
  for (const warning of warnings) writeWarning(warning, context);
  return rows.map(({ text, label }) => ({ text, label }));
}

/** Reads the texts of --check; those of one file may have labels. */
export async function readChecked(
  { multiLabel }: Classifier,
  flags: CorrectionSources,
  context: Context,
): Promise<WatchedText[]> {
  const { formatOf, readRows } = await import("../index.ts");
  const texts: WatchedText[] = [];
  for (const file of flags.check ?? []) {
    const reading = { ...readOptions(flags, context), format: flags.format ?? formatOf(file) };
    for await (const { text, fields } of readRows(file, reading)) {
      const value = fields[flags.labelField ?? (multiLabel ? "labels" : "label")];
      texts.push({ text, ...(multiLabel ? labelSetOf(value, flags) : labelOf(value)) });
    }
  }
  return texts;
}

function labelOf(value: unknown): { readonly label?: string } {
  return typeof value === "string" && value !== "" ? { label: value } : {};
}

function labelSetOf(value: unknown, flags: CorrectionSources): { readonly labels?: readonly string[] } {
  if (typeof value === "string") return { labels: labelsIn({ ...flags, labels: value }) };
  return Array.isArray(value) ? { labels: value.map(String) } : {};
}
