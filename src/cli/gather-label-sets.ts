import type { AddedExamples, Classifier, LabelSet, ReadRowsOptions } from "../index.ts";
import { type Context, writeLine, writeWarning } from "./context.ts";
import { type LabelFlags, mappingText } from "./label-map.ts";
import { flagNaming } from "./reading-options.ts";

/** How labels that are not the name of a class are treated. */
interface LabelRules extends Pick<LabelFlags, "acceptNewLabels"> {
  readonly labelMap: Readonly<Record<string, string>>;
}

/** Reads files of texts with several labels each, and adds them to a classifier. */
export async function addLabelSetFiles(
  classifier: Classifier,
  files: readonly string[],
  reading: ReadRowsOptions,
  rules: LabelRules,
  context: Pick<Context, "stderr" | "env">,
): Promise<AddedExamples> {
  const { readLabelSets } = await import("../index.ts");
  const rows: LabelSet[] = [];
  for (const file of files) {
    const classes = classifier.classes.map(({ name }) => name);
    rows.push(...(await readLabelSets(file, { ...reading, classes })));
  }
  return classifier.addLabelSets(await checkLabelSets(rows, classifier, rules, context));
}

/** Returns the rows with the names of classes as labels. New labels become classes. @throws InputError */
export async function checkLabelSets<Row extends LabelSet>(
  rows: readonly Row[],
  classifier: Classifier,
  { labelMap, acceptNewLabels }: LabelRules,
  context: Pick<Context, "stderr" | "env">,
): Promise<Row[]> {
  const { checkLabels, placeOfExample } = await import("../index.ts");
  const pairs = rows.flatMap((row) => row.labels.map((label) => ({ label, row })));
  if (pairs.length === 0) return [...rows];
  const {
    rows: checked,
    notices,
    warnings,
  } = checkLabels(pairs, {
    labelMap,
    acceptNewLabels,
    classes: classifier.classes.map(({ name }) => name),
    placeOf: ({ row }) => placeOfExample(row),
    naming: flagNaming,
    mappingText,
  });
  for (const notice of notices) writeLine(context.stderr, notice);
  for (const warning of warnings) writeWarning(warning, context);
  const labelsOf = new Map<Row, string[]>();
  for (const { row, label } of checked) labelsOf.set(row, [...(labelsOf.get(row) ?? []), label]);
  return rows.map((row) => ({ ...row, labels: labelsOf.get(row) ?? [] }));
}
