import { argumentError, InputError, type InputPlace, isOptions, optionError } from "../../errors.ts";
import { libraryNaming, type OptionNaming } from "../../files/records.ts";
import { type OptionNames, requireOptions } from "../../options/known-options.ts";
import { placeOfExample } from "../example-places.ts";
import { ClassNames } from "./class-names.ts";
import {
  newClassNotice,
  nothingLabeledSentence,
  rejectionSentence,
  similarityWarnings,
  unlabeledNotice,
  unusedWarning,
} from "./label-messages.ts";
import { type NewLabel, type ResolvedLabels, resolveLabels } from "./resolve-labels.ts";

/** How labels that are not the name of a class are treated. */
export interface LabelOptions {
  /**
   * Names of classes by the label in the data. A label that is mapped to itself ({"refunds": "refunds"}) is accepted as a
   * class of its own, and a label that is mapped to "" is treated as missing.
   */
  readonly labelMap?: Readonly<Record<string, string>>;
  /** Whether labels that are nearly the name of a class become new classes (default: false; they are rejected). */
  readonly acceptNewLabels?: boolean;
}

export const labelOptionNames = {
  labelMap: true,
  acceptNewLabels: true,
} satisfies OptionNames<LabelOptions>;

export interface CheckLabelsOptions<Row extends object> extends LabelOptions {
  /** Names of the known classes. A classifier's classNames also know whether they are paths of a hierarchy. */
  readonly classes: readonly string[] | ClassNames;
  /** Returns the file and line of a row, for messages (default: placeOfExample). */
  readonly placeOf?: (row: Row) => InputPlace | undefined;
  /** Whether a notice lists the new classes (default: true). */
  readonly announceNewClasses?: boolean;
  /** Names an option in messages (default: "the option NAME"). */
  readonly naming?: OptionNaming;
  /** Writes a mapping in messages (default: `the option labelMap ({"Refund":"refund"})`). */
  readonly mappingText?: (label: string, name: string) => string;
}

const checkLabelsOptionNames = {
  ...labelOptionNames,
  ...{ classes: true, placeOf: true, announceNewClasses: true, naming: true, mappingText: true },
} satisfies OptionNames<CheckLabelsOptions<object>>;

/** Labeled rows whose labels are names of classes, with notices and warnings. */
export interface CheckedLabels<Row> {
  /** The rows that have a label, in their order. The label is the name of a class. */
  readonly rows: readonly (Row & { readonly label: string })[];
  /** Number of rows without a label. They are left out. */
  readonly unlabeled: number;
  /** New classes, with their numbers of rows. */
  readonly newClasses: readonly NewLabel[];
  /** Sentences about new classes and rows that are left out. */
  readonly notices: readonly string[];
  /** Sentences about new labels with nearly the same name, and about entries of `labelMap` that no row has. */
  readonly warnings: readonly string[];
}

/**
 * Checks the labels of rows against the names of the classes.
 * - A label that is exactly the name of a class is always accepted.
 * - A missing value ("", "nan", "None" and the like) is not a label; its row is left out and counted.
 * - A label that is nearly the name of a class is rejected, since it is probably a typing error.
 * - In a hierarchy, the last part of a path is accepted if one class has it, and a node above classes is rejected.
 * - A number is rejected if the classes have names.
 * - Any other label becomes a new class.
 * @throws InputError with file and line, if a label is rejected or if no row has a label
 * @example
 * const rows = [{ text: "Refund me", label: "refund" }, { text: "Hello", label: "" }];
 * const { rows: labeled, unlabeled } = checkLabels(rows, { classes: ["refund", "delivery"] });
 * // labeled: [{ text: "Refund me", label: "refund" }], unlabeled: 1
 */
export function checkLabels<Row extends { readonly label?: string | null }>(
  rows: readonly Row[],
  options: CheckLabelsOptions<Row>,
): CheckedLabels<Row> {
  checkArguments(rows, options);
  const { naming = libraryNaming, announceNewClasses = true } = options;
  const resolved = resolveLabels(countLabels(rows), options);
  rejectUnclear(rows, resolved, options);
  const labeled = rows.flatMap((row) => {
    const resolution = resolved.byLabel.get(row.label ?? "");
    return resolution?.kind === "class" ? [{ ...row, label: resolution.name }] : [];
  });
  const unlabeled = rows.length - labeled.length;
  if (unlabeled > 0 && labeled.length === 0) throw nothingLabeled(rows, resolved, options);
  return {
    rows: labeled,
    unlabeled,
    newClasses: resolved.newLabels,
    notices: [
      ...newClassNotice(announceNewClasses ? resolved.newLabels : []),
      ...unlabeledNotice(unlabeled, resolved),
    ],
    warnings: [
      ...similarityWarnings(resolved.similarLabels, naming),
      ...unusedWarning(resolved.unusedMappings, naming),
    ],
  };
}

function checkArguments<Row extends object>(rows: unknown, options: CheckLabelsOptions<Row>): void {
  requireOptions(options, checkLabelsOptionNames);
  const { classes } = options;
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

function rejectUnclear<Row extends { readonly label?: string | null }>(
  rows: readonly Row[],
  { byLabel }: ResolvedLabels,
  options: CheckLabelsOptions<Row>,
): void {
  const rejected = [...byLabel].filter(([, { kind }]) => kind !== "class" && kind !== "missing");
  if (rejected.length === 0) return;
  const { placeOf = placeOfExample } = options;
  const place = placeOf(rows.find((row) => (row.label ?? "") === rejected[0][0]) as Row);
  throw new InputError(rejectionSentence(rejected, options), place);
}

function nothingLabeled<Row extends object>(
  rows: readonly Row[],
  resolved: ResolvedLabels,
  { placeOf = placeOfExample, naming = libraryNaming }: CheckLabelsOptions<Row>,
): InputError {
  return new InputError(nothingLabeledSentence(rows.length, resolved, naming), placeOf(rows[0]));
}
