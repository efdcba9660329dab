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
        ({ text, label, otherLabels }) =>
          `${shown(text)} had the label ${otherLabels.map(quote).join(", ")} before; the correction to ${quote(label)} counts.`,
      ),
      ...pinned.failed.map(
        ({ text, label, after }) =>
          `A pinned test fails: ${shown(text)} must be ${quote(label ?? "")} and is answered with ${quote(after)}.`,
      ),
    ],
  };
}

function madeLine({ number, text, before, label }: Correction): string {
  const was = before === label ? "as before" : `before: ${quote(before)}`;
  return `Correction ${number}: ${shown(text)} is ${quote(label)} (${was}).`;
}

function undoneLine({ number, text, label, trained }: Correction): string {
  const how = trained ? " The model was trained again without it." : "";
  return `Correction ${number} is undone: ${shown(text)} is not corrected to ${quote(label)} any more.${how}`;
}

/** "3 other answers changed among 616 examples of the model: ...", and the first of them. */
function changes(what: string, one: string, { texts, changed }: CheckedTexts, many = `${one}s`): string[] {
  if (texts === 0) return [];
  const among = `among ${counted(texts, one, many)}`;
  if (changed.length === 0) return [`No other ${what} changed ${among}.`];
  const labeled = changed.filter(({ label }) => label !== undefined);
  const better = labeled.filter(({ label, after }) => label === after).length;
  const worse = labeled.filter(({ label, before }) => label === before).length;
  const judged = labeled.length > 0 ? ` (${better} as labeled now, ${worse} no longer)` : "";
  const more = changed.length - shownChanges;
  return [
    `${counted(changed.length, `other ${what}`)} changed ${among}${judged}:`,
    ...changed.slice(0, shownChanges).map(changeLine),
    ...(more > 0 ? [`  and ${more} more (--json lists all)`] : []),
  ];
}

function changeLine({ text, before, after }: ChangedAnswer): string {
  return `  ${shown(text)}: ${quote(before)} -> ${quote(after)}`;
}

function shown(text: string): string {
  const characters = Array.from(text.replace(/\s+/gu, " ").trim());
  return quote(
    characters.length > shownCharacters
      ? `${characters.slice(0, shownCharacters).join("")}...`
      : characters.join(""),
  );
}
