import { count, counted, percent } from "../files/readable-numbers.ts";
import { terminalSafe } from "../files/terminal-text.ts";
import type { Interval, LabelFigures, LabelMistake, LabelSetEvaluation, WrongLabelSet } from "../index.ts";
import { columns } from "./columns.ts";
import { shortened, textWidth, wrapped } from "./wrapped.ts";

/** Number of labels that are shown. */
const shownLabels = 30;
/** Width of the name of a label. */
const nameWidth = 30;
/** Number of mistakes and of wrong rows that are shown. */
const shownMistakes = 5;
const shownRows = 10;

/** Formats an evaluation with several labels per text as text of at most 80 columns. */
export function showLabelSetEvaluation(evaluation: LabelSetEvaluation): string {
  const { labels, basis } = evaluation;
  if (basis?.source === "descriptions")
    return [...verdictLines(evaluation), ...wrongRows(evaluation)].join("\n");
  const byF1 = labels.filter(({ f1 }) => f1 !== null).sort((a, b) => (a.f1 ?? 0) - (b.f1 ?? 0));
  const hidden = byF1.length - shownLabels;
  return [
    ...verdictLines(evaluation),
    "",
    ...figures(evaluation),
    "",
    ...columns([
      ["label, lowest F1 first", "rows", "precision", "recall", "F1", "AP", "ECE"],
      ...byF1.slice(0, shownLabels).map(cells),
    ]),
    ...(hidden > 0 ? [`(and ${counted(hidden, "label")} with a higher F1; --json lists all)`] : []),
    ...mistakes("Forgotten, most often first", evaluation.forgotten),
    ...mistakes("Added wrongly, most often first", evaluation.added),
    ...wrongRows(evaluation),
  ].join("\n");
}

function verdictLines({ verdict, basis }: LabelSetEvaluation): string[] {
  return [verdict, ...(basis?.notes ?? [])].flatMap((sentence) => wrapped(terminalSafe(sentence)));
}

function mistakes(title: string, all: readonly LabelMistake[]): string[] {
  if (all.length === 0) return [];
  const name = (label: string | null) =>
    label === null ? "(no label)" : shortened(terminalSafe(label), nameWidth);
  return [
    "",
    ...columns([
      [title, "in rows with", "count", "of"],
      ...all
        .slice(0, shownMistakes)
        .map((each) => [name(each.label), name(each.with), count(each.count), count(each.of)]),
    ]),
  ];
}

function wrongRows({ wrong, wrongAnswers }: LabelSetEvaluation): string[] {
  if (wrong === 0) return [];
  const shown = wrongAnswers.slice(0, shownRows);
  const which = shown.length < wrong ? ` (${shown.length} of ${wrong}; all: --errors FILE)` : "";
  return [
    "",
    `Rows whose labels are not exactly right, the surest errors first${which}:`,
    ...shown.map(rowLine),
  ];
}

function rowLine({ row, id = `row ${row}`, text = "", forgotten, added }: WrongLabelSet): string {
  const changes = [
    ...forgotten.map(({ label }) => `-${shortened(terminalSafe(label), 20)}`),
    ...added.map(({ label }) => `+${shortened(terminalSafe(label), 20)}`),
  ];
  const whose = shortened(terminalSafe(id), 12);
  return shortened(`${changes.join(" ")} [${whose}]: ${terminalSafe(text)}`, textWidth);
}

function figures(evaluation: LabelSetEvaluation): string[] {
  const { intervals = {} } = evaluation;
  const share = (title: string, value: number | null, interval?: Interval) =>
    value === null ? [] : [[title, percent(value), rangeOf(interval)]];
  return columns([
    [counted(evaluation.count, "row"), "value", "95 % interval"],
    ...share("micro-F1", evaluation.microF1, intervals.microF1),
    ...share("  precision", evaluation.microPrecision, intervals.microPrecision),
    ...share("  recall", evaluation.microRecall, intervals.microRecall),
    ...share("macro-F1", evaluation.macroF1, intervals.macroF1),
    ...share("exactly the true labels", evaluation.exactMatch, intervals.exactMatch),
    ...share("mean average precision", evaluation.meanAveragePrecision),
    ...share("calibration error (ECE) per label", evaluation.calibrationError),
    ["true labels per row", evaluation.labelsPerRow.toFixed(2), ""],
    ["answered labels per row", evaluation.answeredPerRow.toFixed(2), ""],
  ]).map((line) => line.trimEnd());
}

function rangeOf(interval: Interval | undefined): string {
  if (interval === undefined) return "";
  return `${(100 * interval.lower).toFixed(1)} to ${percent(interval.upper)}`;
}

function cells({ label, support, precision, recall, f1, averagePrecision, calibrationError }: LabelFigures) {
  const shares = [precision, recall, f1, averagePrecision, calibrationError];
  return [
    shortened(terminalSafe(label), nameWidth),
    count(support),
    ...shares.map((value) => (value === null ? "-" : (100 * value).toFixed(1))),
  ];
}
