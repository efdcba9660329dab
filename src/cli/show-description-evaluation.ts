import { percent } from "../files/readable-numbers.ts";
import { terminalSafe } from "../files/terminal-text.ts";
import type { Evaluation, Problem } from "../index.ts";
import { columns } from "./columns.ts";
import { shortened, wrapped } from "./wrapped.ts";

/** Number of pairs of classes and of parts of descriptions that are shown. */
const shownPairs = 10;
const shownParts = 10;
/** Widths of the name of a class and of a part of a description. */
const nameWidth = 24;
const partWidth = 60;

/** Two classes whose descriptions overlap, and the estimated share of their texts that are confused, 0 to 1. */
export interface LikelyConfusion {
  readonly classes: readonly string[];
  readonly estimate: number;
}

/** Returns the pairs of classes that a check of the descriptions expects to be confused, the closest first. */
export function likelyConfused(problems: readonly Problem[] = []): LikelyConfusion[] {
  return problems.flatMap(({ kind, classes, estimate }) =>
    kind === "overlap" && estimate !== undefined ? [{ classes, estimate }] : [],
  );
}

/**
 * Formats what an evaluation of a model without examples says: which classes look alike, but no accuracy.
 * @param problems of the descriptions; undefined if they were not checked
 */
export function showDescriptionEvaluation(evaluation: Evaluation, problems?: readonly Problem[]): string {
  const { verdict, basis } = evaluation;
  const lines = [verdict, ...(basis?.notes ?? [])].flatMap((sentence) => wrapped(terminalSafe(sentence)));
  return [lines, pairLines(likelyConfused(problems)), partLines(evaluation)]
    .filter((section) => section.length > 0)
    .map((section) => section.join("\n"))
    .join("\n\n");
}

function pairLines(pairs: readonly LikelyConfusion[]): string[] {
  if (pairs.length === 0) return [];
  const rows = pairs
    .slice(0, shownPairs)
    .map(({ classes, estimate }) => [
      ...classes.map((name) => shortened(terminalSafe(name), nameWidth)),
      percent(estimate),
    ]);
  return [
    "Classes that are probably confused, by their descriptions (more: pilesort doctor):",
    ...columns([["class", "and", "of their texts, about"], ...rows]),
  ];
}

function partLines({ wrong, wrongAnswers }: Evaluation): string[] {
  if (wrongAnswers.length === 0) return [];
  const which = wrong > shownParts ? ` (${shownParts} of ${wrong}; all: --errors FILE)` : "";
  const name = (label: string | null) => shortened(terminalSafe(label ?? "(none)"), nameWidth);
  const rows = wrongAnswers
    .slice(0, shownParts)
    .map(({ truth, prediction, text = "" }) => [
      name(truth),
      name(prediction),
      shortened(terminalSafe(text), partWidth),
    ]);
  const widths = columns([["class", "looks like"], ...rows.map((cells) => cells.slice(0, 2))]);
  const parts = ["part of its description", ...rows.map((cells) => cells[2])];
  return [
    `Parts of descriptions that look like another class, the clearest first${which}:`,
    ...widths.map((line, i) => shortened(`${line}  ${parts[i]}`, 80)),
  ];
}
