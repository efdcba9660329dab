import { terminalSafe } from "../files/terminal-text.ts";
import type { LabelExplanation, LabelRemoval, LabelSetExplanation } from "../index.ts";
import { columns } from "./columns.ts";
import { decimals, originOf, type ShowExplanationOptions, shortened } from "./show-explanation.ts";

/** Number of words and of phrases that are listed per label. */
const shownParts = 5;
/** Number of nearest examples that are listed per label. */
const shownExamples = 3;
/** A change of the probability below this is not listed. */
const minShownChange = 0.0005;
/** Number of characters of a text that are shown. */
const shownCharacters = 100;

/** Formats an explanation of several labels as text. */
export function showLabelExplanation(
  { text, answer, isOwnExample, labels }: LabelSetExplanation,
  { emphasize = (word) => word }: ShowExplanationOptions = {},
): string {
  const given = (answer.labels ?? []).map(terminalSafe).join(", ") || "(none)";
  return [
    `data: ${shortened(text, 2 * shownCharacters)}`,
    `labels: ${emphasize(given)}`,
    ...(isOwnExample
      ? [
          "The text equals one of your examples or corrections, so it is answered with its labels. The probabilities below are those without this rule.",
        ]
      : []),
    ...(labels.length === 0 ? ["No label is near its threshold."] : []),
    ...labels.flatMap(labelLines),
  ].join("\n");
}

function labelLines(found: LabelExplanation): string[] {
  const { label, probability, threshold, isGiven, nearest } = found;
  const name = terminalSafe(label);
  const is = isGiven ? "is given" : "is not given";
  const side = probability >= threshold ? "reaches" : "does not reach";
  return [
    "",
    `${name} ${is}: its probability ${probability.toFixed(3)} ${side} its threshold ${threshold.toFixed(3)}.`,
    ...partLines("words", found.words, found),
    ...partLines("phrases", found.phrases, found),
    ...changeLine(found),
    ...(nearest.length > 0 ? ["  Nearest examples:"] : []),
    ...nearest
      .slice(0, shownExamples)
      .map(
        (example) =>
          `    ${decimals(example.similarity)}  ${originOf(example)}  ${shortened(example.text, shownCharacters)}`,
      ),
  ];
}

function partLines(kind: string, parts: readonly LabelRemoval[], { isGiven }: LabelExplanation): string[] {
  const shown = parts.filter(({ change }) => Math.abs(change) >= minShownChange).slice(0, shownParts);
  if (shown.length === 0) return [];
  const rows = shown.map((effect) => [
    shortened(effect.part, shownCharacters),
    effect.probability.toFixed(3),
    `${effect.change > 0 ? "+" : "-"}${Math.abs(effect.change).toFixed(3)}`,
    effect.isGiven === isGiven ? "" : effect.isGiven ? "then given" : "then not given",
  ]);
  return columns([[`without these ${kind}`, "probability", "change", ""], ...rows]).map((line) =>
    `  ${line}`.trimEnd(),
  );
}

function changeLine({ changedBy, isGiven }: LabelExplanation): string[] {
  if (changedBy === undefined) return [];
  const words = changedBy.words.map((word) => `"${shortened(word, shownCharacters)}"`).join(", ");
  const then = isGiven ? "is not given any more" : "is given";
  return [`  Without ${words} it ${then} (${changedBy.probability.toFixed(3)}).`];
}
