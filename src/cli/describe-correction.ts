import { quote } from "../files/quote.ts";
import { counted } from "../files/readable-numbers.ts";
import type { ChangedAnswer, CheckedTexts, Correction, CorrectionReport } from "../index.ts";

/** Number of changed answers that are shown per group. */
const shownChanges = 10;
/** Number of characters of a text that are shown. */
const shownCharacters = 100;
/** Number of open corrections from which a new training is suggested. */
const manyOpen = 20;

/** Describes corrections and what else they changed, as lines of text and warnings. */
export function describeCorrection(report: CorrectionReport): {
  readonly lines: string[];
  readonly warnings: string[];
} {
  const { corrected, undone, contradicted, newClasses, pinned, checked, examples, openCorrections } = report;
  return {
    lines: [
      ...corrected.map(madeLine),
      ...(undone ? [undoneLine(undone)] : []),
      ...newClasses.map(
        (name) => `${quote(name)} is a new class. Describe it or add examples, and train again.`,
      ),
      ...changes("answer", "pinned test", pinned),
      ...changes("answer", "text of --check", checked, "texts of --check"),
      ...changes("answer", "example of the model", examples, "examples of the model"),
      ...(openCorrections >= manyOpen
        ? [
            `${openCorrections} corrections were made since the last training; train again to learn from them.`,
          ]
        : []),
    ],
    warnings: [
      ...contradicted.map(
        ({ text, label, labels, otherLabels }) =>
          `${shown(text)} had the label ${quoted(otherLabels)} before; the correction to ${quoted(labels ?? [label])} counts.`,
      ),
      ...pinned.failed.map(
        ({ text, label = "", labels = [label], after, labelsAfter = [after] }) =>
          `A pinned test fails: ${shown(text)} must be ${quoted(labels)} and is answered with ${quoted(labelsAfter)}.`,
      ),
    ],
  };
}

function madeLine(correction: Correction): string {
  const { number, text, label, labels = [label], before, labelsBefore = [before] } = correction;
  const was = isSame(labels, labelsBefore) ? "as before" : `before: ${quoted(labelsBefore)}`;
  return `Correction ${number}: ${shown(text)} ${hasOrIs(correction)} ${quoted(labels)} (${was}).`;
}

function undoneLine({ number, text, label, labels = [label], trained }: Correction): string {
  const how = trained ? " The model was trained again without it." : "";
  return `Correction ${number} is undone: ${shown(text)} is not corrected to ${quoted(labels)} any more.${how}`;
}

/** A text is one class, or it has labels. */
function hasOrIs({ labels }: Correction): string {
  return labels === undefined ? "is" : "has";
}

/** Names one label or several. */
export function quoted(labels: readonly string[]): string {
  return labels.length === 0 ? "no label" : labels.map(quote).join(", ");
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((label) => other.includes(label));
}

/** "3 other answers changed among 616 examples of the model: ...", and the first of them. */
function changes(what: string, one: string, { texts, changed }: CheckedTexts, many = `${one}s`): string[] {
  if (texts === 0) return [];
  const among = `among ${counted(texts, one, many)}`;
  if (changed.length === 0) return [`No other ${what} changed ${among}.`];
  const labeled = changed.filter(({ label }) => label !== undefined);
  const better = labeled.filter(({ label, labels, after, labelsAfter = [after] }) =>
    isSame(labels ?? [label!], labelsAfter),
  ).length;
  const worse = labeled.filter(({ label, labels, before, labelsBefore = [before] }) =>
    isSame(labels ?? [label!], labelsBefore),
  ).length;
  const judged = labeled.length > 0 ? ` (${better} as labeled now, ${worse} no longer)` : "";
  const more = changed.length - shownChanges;
  return [
    `${counted(changed.length, `other ${what}`)} changed ${among}${judged}:`,
    ...changed.slice(0, shownChanges).map(changeLine),
    ...(more > 0 ? [`  and ${more} more (--json lists all)`] : []),
  ];
}

function changeLine({
  text,
  before,
  after,
  labelsBefore = [before],
  labelsAfter = [after],
}: ChangedAnswer): string {
  return `  ${shown(text)}: ${quoted(labelsBefore)} -> ${quoted(labelsAfter)}`;
}

function shown(text: string): string {
  const characters = Array.from(text.replace(/\s+/gu, " ").trim());
  return quote(
    characters.length > shownCharacters
      ? `${characters.slice(0, shownCharacters).join("")}...`
      : characters.join(""),
  );
}
