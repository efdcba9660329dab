import { terminalSafe } from "../files/terminal-text.ts";
import type { Classification } from "../index.ts";
import { columns } from "./columns.ts";

/** How many classes are listed under a text where the user did not say how many. */
const listedClasses = 10;
/** How much of a text is shown again. */
const shownCharacters = 200;

export interface ShowOptions {
  /** How many classes there are in all. */
  readonly classCount: number;
  /** How many of them the user asked for. */
  readonly top?: number;
  /** Makes the prediction stand out. */
  readonly emphasize?: (text: string) => string;
}

/** A classification for a reader: the data, the prediction, the probabilities by class name. */
export function showClassification(found: Classification, options: ShowOptions): string {
  const { classCount, top, emphasize = (text) => text } = options;
  // Sorted here too: an object lists names that look like whole numbers first.
  const named = Object.entries(found.probabilities)
    .sort(([, a], [, b]) => b - a)
    .slice(0, top ?? listedClasses);
  const listed = columns(named.map(([name, probability]) => [name, probability.toFixed(3)]));
  const left = classCount - named.length;
  return [
    `data: ${oneLine(found.text)}`,
    `prediction: ${emphasize(prediction(found))}`,
    "probabilities:",
    ...listed.map((line) => `  ${line}`),
    ...(left > 0 && top === undefined ? [`  (and ${left} more; --top ${classCount} lists all)`] : []),
    `none of these: ${found.noneProbability.toFixed(3)}`,
  ].join("\n");
}

function prediction({ outcome, prediction, probability }: Classification): string {
  if (outcome === "class") return terminalSafe(prediction ?? "");
  if (outcome === "none") return "none of these";
  return `unsure (${probability.toFixed(3)} is below the threshold)`;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/gu, " ");
  return terminalSafe(line.length > shownCharacters ? `${line.slice(0, shownCharacters)}...` : line);
}
