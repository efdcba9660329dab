import { enumerateNames, listNames } from "../../files/list-names.ts";
import { quote } from "../../files/quote.ts";
import { libraryNaming, type OptionNaming } from "../../files/records.ts";
import { innerLabelSentence } from "../hierarchy/check-hierarchy.ts";
import { visibleName } from "./near-labels.ts";
import type { LabelResolution, NewLabel, ResolvedLabels } from "./resolve-labels.ts";

/** Maximum number of labels that a message lists. */
const maxNamed = 5;

interface RejectionOptions {
  readonly classes: Iterable<string>;
  readonly naming?: OptionNaming;
  readonly mappingText?: (label: string, name: string) => string;
}

/** Returns the sentence that rejects labels. The first one is explained, the others are listed. */
export function rejectionSentence(
  rejected: readonly (readonly [string, LabelResolution])[],
  options: RejectionOptions,
): string {
  const [[label, resolution]] = rejected;
  const others = rejected.slice(1).map(([name, each]) => `${shown(name)} ${briefly(each)}`);
  const more = others.length === 0 ? "" : ` Rejected as well: ${enumerateNames(others, maxNamed)}.`;
  return `${sentenceFor(label, resolution, options)}${more}`;
}

export function nothingLabeledSentence(rows: number, resolved: ResolvedLabels, naming: OptionNaming): string {
  const what = rows === 1 ? "the row has no label" : `none of the ${rows} rows has a label`;
  return `${what} (the label is ${missingWords(resolved)}); define a class of this name first, or map it with ${naming("labelMap")}.`;
}

function sentenceFor(
  label: string,
  resolution: LabelResolution,
  { classes, naming = libraryNaming, mappingText = libraryMapping }: RejectionOptions,
): string {
  const { rows } = resolution;
  const subject = `the label ${shown(label)} (${rows} ${rows === 1 ? "row" : "rows"})`;
  const [map, accept] = [naming("labelMap"), naming("acceptNewLabels")];
  if (resolution.kind === "near") {
    const what =
      resolution.mappedTo === undefined
        ? subject
        : `${subject} is mapped to ${shown(resolution.mappedTo)}, which`;
    const difference = resolution.difference === undefined ? "" : ` (${resolution.difference})`;
    return (
      `${what} is nearly the name of the class ${shown(resolution.nearest)}${difference}; ` +
      `map it to that class with ${mappingText(visibleName(label), resolution.nearest)}, or accept it as a class of its own with ${accept}.`
    );
  }
  const all = [...classes];
  if (resolution.kind === "inner")
    return `${subject} cannot be used: ${innerLabelSentence(label.trim(), all)}`;
  const names = all.slice(0, 3).map(shown).join(", ");
  return (
    `${subject} is a number, and the classes have names (${names}${all.length > 3 ? ", ..." : ""}); ` +
    `map each number to the name of its class with ${map}, or accept numbers as classes of their own with ${accept}.`
  );
}

function libraryMapping(label: string, name: string): string {
  return `the option labelMap (${JSON.stringify({ [label]: name })})`;
}

function briefly(resolution: LabelResolution): string {
  if (resolution.kind === "inner") return "(an inner node)";
  return resolution.kind === "near" ? `(nearest class: ${shown(resolution.nearest)})` : "(a number)";
}

/** Returns a label in quotes, with invisible characters as codes. */
function shown(label: string): string {
  return quote(label).replace(/\p{Cf}/gu, (character) => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  });
}

function counted({ name, rows }: NewLabel): string {
  return `${shown(name)} (${rows} ${rows === 1 ? "row" : "rows"})`;
}

export function newClassNotice(labels: readonly NewLabel[]): string[] {
  if (labels.length === 0) return [];
  const named = enumerateNames(labels.map(counted), 2 * maxNamed);
  const what = labels.length === 1 ? "1 new class" : `${labels.length} new classes`;
  return [`The data adds ${what}: ${named}.`];
}

export function unlabeledNotice(unlabeled: number, resolved: ResolvedLabels): string[] {
  if (unlabeled === 0) return [];
  const what = unlabeled === 1 ? "1 row without a label was" : `${unlabeled} rows without a label were`;
  return [`${what} left out (the label is ${missingWords(resolved)}).`];
}

function missingWords({ byLabel }: ResolvedLabels): string {
  const words = [...byLabel]
    .filter(([, { kind }]) => kind === "missing")
    .map(([label]) => (label.trim() === "" ? "empty" : shown(label)));
  return [...new Set(words)].slice(0, maxNamed).join(", ");
}

export function similarityWarnings(
  similarLabels: readonly (readonly NewLabel[])[],
  naming: OptionNaming,
): string[] {
  const warnings = similarLabels.slice(0, maxNamed).map((group) => {
    const listed = listNames(group.map(counted), group.length);
    return `The labels ${listed} are nearly the same; if they are one class, map them to one name with ${naming("labelMap")}.`;
  });
  const rest = similarLabels.length - warnings.length;
  return rest > 0 ? [...warnings, `${rest} more groups of labels are nearly the same.`] : warnings;
}

export function unusedWarning(labels: readonly string[], naming: OptionNaming): string[] {
  if (labels.length === 0) return [];
  const names = labels.slice(0, maxNamed).map(shown).join(", ");
  return [
    `No row has a label that ${naming("labelMap")} maps: ${names}${labels.length > maxNamed ? ", ..." : ""}.`,
  ];
}
