import {
  argumentError,
  InputError,
  type InputPlace,
  isOptions,
  optionError,
  requireOptions,
} from "../errors.ts";
import { enumerateNames, listNames } from "../files/list-names.ts";
import { quote } from "../files/quote.ts";
import { libraryNaming, type OptionNaming } from "../files/records.ts";
import { ClassNames } from "./class-names.ts";
import { placeOfExample } from "./example-places.ts";
import { judgeLabels, type LabelVerdict, type LabelVerdicts, type NewLabel } from "./judge-labels.ts";
import { visibleName } from "./near-labels.ts";

/** What to do with labels that are not the name of a class. */
export interface LabelOptions {
  /**
   * Label in the data -> name of the class. It also accepts a label ({"refunds": "refunds"}), and a label that is mapped
   * to "" is treated as missing.
   */
  readonly labelMap?: Readonly<Record<string, string>>;
  /** Whether labels that are nearly the name of a class become classes of their own. Default: they are rejected. */
  readonly acceptNewLabels?: boolean;
}

export interface CheckLabelsOptions<Row extends object> extends LabelOptions {
  /** The names of the classes that are known before the data. */
  readonly classes: readonly string[] | ClassNames;
  /** Where a row stands, for messages. Default: where readExamples read it. */
  readonly placeOf?: (row: Row) => InputPlace | undefined;
  /** Whether a notice lists the new classes (default: true). */
  readonly announceNewClasses?: boolean;
  /** How messages name an option. */
  readonly naming?: OptionNaming;
  /** How messages write a mapping (default: `the option labelMap ({"Refund":"refund"})`). */
  readonly mappingText?: (label: string, name: string) => string;
}

/** Labeled rows with their labels as names of classes, and what there is to say about them. */
export interface CheckedLabels<Row> {
  /** The rows that have a label, in their order. */
  readonly rows: readonly (Row & { readonly label: string })[];
  /** The number of rows without a label, which are left out. */
  readonly unlabeled: number;
  /** Labels that become new classes, with their numbers of rows. */
  readonly newClasses: readonly NewLabel[];
  /** One sentence each: new classes, rows left out. */
  readonly notices: readonly string[];
  /** One sentence each: new labels that are nearly the same, entries of the map that no row has. */
  readonly warnings: readonly string[];
}

/** Labels of a kind that a message names one by one. */
const maxNamed = 5;

/**
 * Checks the labels of rows against the names of the classes. A label that is exactly the name of a class is never
 * rejected. A missing value ("", "nan", "None" and the like) is no label: its row is left out and counted.
 * @throws InputError if a label is nearly the name of a class, or a number where the classes have names
 */
export function checkLabels<Row extends { readonly label?: string | null }>(
  rows: readonly Row[],
  options: CheckLabelsOptions<Row>,
): CheckedLabels<Row> {
  checkArguments(rows, options);
  const { naming = libraryNaming, announceNewClasses = true } = options;
  const verdicts = judgeLabels(countLabels(rows), options);
  refuseRejected(rows, verdicts, options);
  const labeled = rows.flatMap((row) => {
    const verdict = verdicts.byLabel.get(row.label ?? "");
    return verdict?.kind === "class" ? [{ ...row, label: verdict.name }] : [];
  });
  const unlabeled = rows.length - labeled.length;
  if (unlabeled > 0 && labeled.length === 0) throw nothingLabeled(rows, verdicts, options);
  return {
    rows: labeled,
    unlabeled,
    newClasses: verdicts.newLabels,
    notices: [
      ...newClassNotice(announceNewClasses ? verdicts.newLabels : []),
      ...unlabeledNotice(unlabeled, verdicts),
    ],
    warnings: [...twinWarnings(verdicts.twins, naming), ...unusedWarning(verdicts.unusedMappings, naming)],
  };
}

function checkArguments(rows: unknown, options: unknown): void {
  requireOptions(options);
  const { classes } = options as CheckLabelsOptions<never>;
  if (!Array.isArray(classes) && !(classes instanceof ClassNames)) {
    throw optionError("classes", "a list of names", classes);
  }
  const isRow = (row: unknown): boolean =>
    isOptions(row) && "label" in row ? isAbsent(row.label) || typeof row.label === "string" : isOptions(row);
  if (!Array.isArray(rows) || !rows.every(isRow)) {
    throw argumentError("rows", "a list of objects with a label", rows);
  }
}

function isAbsent(label: unknown): boolean {
  return label === undefined || label === null;
}

function countLabels(rows: readonly { readonly label?: string | null }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { label } of rows) counts.set(label ?? "", (counts.get(label ?? "") ?? 0) + 1);
  return counts;
}

function refuseRejected<Row extends { readonly label?: string | null }>(
  rows: readonly Row[],
  { byLabel }: LabelVerdicts,
  options: CheckLabelsOptions<Row>,
): void {
  const rejected = [...byLabel].filter(([, { kind }]) => kind === "near" || kind === "number");
  if (rejected.length === 0) return;
  const [[label, verdict]] = rejected;
  const { placeOf = placeOfExample } = options;
  const place = placeOf(rows.find((row) => (row.label ?? "") === label) as Row);
  const others = rejected.slice(1).map(([name, each]) => `${shown(name)} ${briefly(each)}`);
  const more = others.length === 0 ? "" : ` Rejected as well: ${enumerateNames(others, maxNamed)}.`;
  throw new InputError(`${sentenceFor(label, verdict, options)}${more}`, place);
}

function nothingLabeled<Row extends object>(
  rows: readonly Row[],
  verdicts: LabelVerdicts,
  { placeOf = placeOfExample, naming = libraryNaming }: CheckLabelsOptions<Row>,
): InputError {
  const what = rows.length === 1 ? "the row has no label" : `none of the ${rows.length} rows has a label`;
  const sentence = `${what} (the label is ${missingWords(verdicts)}); define a class of this name first, or map it with ${naming("labelMap")}.`;
  return new InputError(sentence, placeOf(rows[0]));
}

function sentenceFor<Row extends object>(
  label: string,
  verdict: LabelVerdict,
  { classes, naming = libraryNaming, mappingText = libraryMapping }: CheckLabelsOptions<Row>,
): string {
  const { rows } = verdict;
  const subject = `the label ${shown(label)} (${rows} ${rows === 1 ? "row" : "rows"})`;
  const [map, accept] = [naming("labelMap"), naming("acceptNewLabels")];
  if (verdict.kind === "near") {
    const what =
      verdict.mappedTo === undefined ? subject : `${subject} is mapped to ${shown(verdict.mappedTo)}, which`;
    const difference = verdict.difference === undefined ? "" : ` (${verdict.difference})`;
    return (
      `${what} is nearly the name of the class ${shown(verdict.nearest)}${difference}; ` +
      `map it to that class with ${mappingText(visibleName(label), verdict.nearest)}, or accept it as a class of its own with ${accept}.`
    );
  }
  const all = [...classes];
  const names = all.slice(0, 3).map(shown).join(", ");
  return (
    `${subject} is a number, and the classes have names (${names}${all.length > 3 ? ", ..." : ""}); ` +
    `map each number to the name of its class with ${map}, or accept numbers as classes of their own with ${accept}.`
  );
}

function libraryMapping(label: string, name: string): string {
  return `the option labelMap (${JSON.stringify({ [label]: name })})`;
}

function briefly(verdict: LabelVerdict): string {
  return verdict.kind === "near" ? `(nearest class: ${shown(verdict.nearest)})` : "(a number)";
}

/** A label in quotes, with characters that nobody sees as their codes. */
function shown(label: string): string {
  return quote(label).replace(/\p{Cf}/gu, (character) => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  });
}

function counted({ name, rows }: NewLabel): string {
  return `${shown(name)} (${rows} ${rows === 1 ? "row" : "rows"})`;
}

function newClassNotice(labels: readonly NewLabel[]): string[] {
  if (labels.length === 0) return [];
  const named = enumerateNames(labels.map(counted), 2 * maxNamed);
  const what = labels.length === 1 ? "1 new class" : `${labels.length} new classes`;
  return [`The data brings ${what}: ${named}.`];
}

function unlabeledNotice(unlabeled: number, verdicts: LabelVerdicts): string[] {
  if (unlabeled === 0) return [];
  const what = unlabeled === 1 ? "1 row without a label was" : `${unlabeled} rows without a label were`;
  return [`${what} left out (the label is ${missingWords(verdicts)}).`];
}

function missingWords({ byLabel }: LabelVerdicts): string {
  const words = [...byLabel]
    .filter(([, { kind }]) => kind === "missing")
    .map(([label]) => (label.trim() === "" ? "empty" : shown(label)));
  return [...new Set(words)].slice(0, maxNamed).join(", ");
}

function twinWarnings(twins: readonly (readonly NewLabel[])[], naming: OptionNaming): string[] {
  const warnings = twins.slice(0, maxNamed).map((group) => {
    const listed = listNames(group.map(counted), group.length);
    return `The labels ${listed} are nearly the same; if they are one class, map them to one name with ${naming("labelMap")}.`;
  });
  const rest = twins.length - warnings.length;
  return rest > 0 ? [...warnings, `${rest} more groups of labels are nearly the same.`] : warnings;
}

function unusedWarning(labels: readonly string[], naming: OptionNaming): string[] {
  if (labels.length === 0) return [];
  const names = labels.slice(0, maxNamed).map(shown).join(", ");
  return [
    `No row has a label that ${naming("labelMap")} maps: ${names}${labels.length > maxNamed ? ", ..." : ""}.`,
  ];
}
