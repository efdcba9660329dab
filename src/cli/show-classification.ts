import { terminalSafe } from "../files/terminal-text.ts";
import type { Classification } from "../index.ts";
import { columns } from "./columns.ts";

/** Number of classes listed per text without --top. */
const listedClasses = 10;
/** Number of characters of the text that are shown. */
const shownCharacters = 200;

export interface ShowOptions {
  /** Number of classes of the model. */
  readonly classCount: number;
  /** Value of --top. */
  readonly top?: number;
  /** Highlights the prediction. */
  readonly emphasize?: (text: string) => string;
}

/** Formats a classification as text: the data, the prediction, the probabilities by class name. */
export function showClassification(found: Classification, options: ShowOptions): string {
  const { classCount, top, emphasize = (text) => text } = options;
  const shown = found.scores.slice(0, top ?? listedClasses);
  const listed = columns(shown.map(({ label, probability }) => [label, probability.toFixed(3)]));
  const left = classCount - shown.length;
  return [
    `data: ${oneLine(found.text)}`,
    found.labels
      ? `labels: ${emphasize(found.labels.length > 0 ? found.labels.map(terminalSafe).join(", ") : "none of these")}`
      : `prediction: ${emphasize(prediction(found))}`,
    ...(found.set ? [`set: ${found.set.map(terminalSafe).join(", ")}`] : []),
    ...(found.expectedCost === undefined ? [] : [`expected cost: ${found.expectedCost.toFixed(3)}`]),
    "probabilities:",
    ...listed.map((line) => `  ${line}`),
    ...(left > 0 && top === undefined ? [`  (and ${left} more; --top ${classCount} lists all)`] : []),
    ...(found.labels ? [] : [`none of these: ${found.noneProbability.toFixed(3)}`]),
  ].join("\n");
}

export function prediction({ outcome, prediction, probability, expectedCost }: Classification): string {
  if (outcome === "class") return terminalSafe(prediction ?? "");
  if (outcome === "inner") return `${terminalSafe(prediction ?? "")} (probability ${probability.toFixed(3)})`;
  if (outcome === "none") return "none of these";
  if (expectedCost !== undefined) return "unsure (the cheapest answer)";
  return `unsure (probability ${probability.toFixed(3)} is below the threshold)`;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/gu, " ");
  return terminalSafe(line.length > shownCharacters ? `${line.slice(0, shownCharacters)}...` : line);
}
