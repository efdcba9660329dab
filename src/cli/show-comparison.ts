import { percent } from "../files/readable-numbers.ts";
import { terminalSafe } from "../files/terminal-text.ts";
import type { ChangedRow, ComparedFigure, Comparison, FigureName } from "../index.ts";
import { columns } from "./columns.ts";
import { shortened, shortenedName, textWidth, wrapped } from "./wrapped.ts";

/** Number of rows that are shown. */
const shownRows = 10;
const shownClasses = 10;
const nameWidth = 30;

const titles: Readonly<Record<FigureName, string>> = {
  accuracy: "accuracy",
  macroF1: "macro-F1",
  weightedF1: "weighted F1",
  meanCost: "mean cost per row",
  meanProbability: "mean probability",
  expectedCalibrationError: "calibration error (ECE)",
  logLoss: "log loss",
  brierScore: "Brier score",
};
/** Figures that are not shares. */
const plainNumbers = new Set<FigureName>(["meanCost", "logLoss", "brierScore"]);

/** Formats a comparison as text of at most 80 columns. */
export function showComparison(comparison: Comparison): string {
  return [
    `Compared with the baseline: ${comparison.verdict}`
      .split("\n")
      .flatMap((line) => wrapped(terminalSafe(line))),
    columns([
      ["", "model", "baseline", "difference", "95 % interval"],
      ...comparison.figures.filter(({ name }) => name !== "meanProbability").map(figureCells),
    ]),
    changedClasses(comparison),
    changedRows(comparison),
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function figureCells({ name, value, baseline, difference, interval }: ComparedFigure): string[] {
  const isPlain = plainNumbers.has(name);
  const shown = (figure: number): string => (isPlain ? figure.toFixed(3) : percent(figure));
  const signed = (figure: number): string =>
    `${figure < 0 ? "-" : "+"}${isPlain ? Math.abs(figure).toFixed(3) : (100 * Math.abs(figure)).toFixed(1)}`;
  const range = interval ? `${signed(interval.lower)} to ${signed(interval.upper)}` : "";
  return [titles[name], shown(value), shown(baseline), signed(difference), range];
}

function changedClasses({ classes }: Comparison): string[] {
  const changed = classes.filter(({ f1, baseline }) => f1 !== baseline).slice(0, shownClasses);
  if (changed.length === 0) return [];
  return columns([
    ["F1 per class, most changed first", "model", "baseline", "rows"],
    ...changed.map(({ label, f1, baseline, support }) => [
      shortenedName(label ?? "(none)", nameWidth),
      percent(f1),
      percent(baseline),
      String(support),
    ]),
  ]);
}

function changedRows({ changed, changedRows: rows }: Comparison): string[] {
  if (changed === 0) return [];
  const which =
    changed > shownRows ? ` (${Math.min(shownRows, rows.length)} of ${changed}; all: --changes FILE)` : "";
  return [`Rows whose answer changed${which}:`, ...rows.slice(0, shownRows).map(rowLine)];
}

function rowLine({
  row,
  id = `row ${row}`,
  text = "",
  truth,
  prediction,
  baseline,
  change,
}: ChangedRow): string {
  const name = (label: string | null): string => shortenedName(terminalSafe(label ?? "(none)"), 16);
  const real = change === "wrong" ? ` (true: ${name(truth)})` : "";
  const whose = shortened(terminalSafe(id), 12);
  return shortened(
    `${change.padEnd(6)}  ${name(baseline)} -> ${name(prediction)}${real} [${whose}]: ${terminalSafe(text)}`,
    textWidth,
  );
}
