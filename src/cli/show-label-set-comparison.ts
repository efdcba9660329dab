import { percent } from "../files/readable-numbers.ts";
import { terminalSafe } from "../files/terminal-text.ts";
import type {
  ChangedLabelSet,
  ComparedLabelSetFigure,
  LabelSetComparison,
  LabelSetFigureName,
} from "../index.ts";
import { columns } from "./columns.ts";
import { shortened, textWidth, wrapped } from "./wrapped.ts";

/** Number of rows and of labels that are shown. */
const shownRows = 10;
const shownLabels = 10;
const nameWidth = 30;

const titles: Readonly<Record<LabelSetFigureName, string>> = {
  microF1: "micro-F1",
  microPrecision: "  precision",
  microRecall: "  recall",
  macroF1: "macro-F1",
  exactMatch: "exactly the true labels",
};

/** Formats a comparison with several labels per text as text of at most 80 columns. */
export function showLabelSetComparison(comparison: LabelSetComparison): string {
  return [
    wrapped(terminalSafe(`Compared with the baseline: ${comparison.verdict}`)),
    columns([
      ["", "model", "baseline", "difference", "95 % interval"],
      ...comparison.figures.map(figureCells),
    ]),
    changedLabels(comparison),
    changedRows(comparison),
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function figureCells({ name, value, baseline, difference, interval }: ComparedLabelSetFigure): string[] {
  const signed = (share: number) => `${share < 0 ? "-" : "+"}${(100 * Math.abs(share)).toFixed(1)}`;
  const range = interval ? `${signed(interval.lower)} to ${signed(interval.upper)}` : "";
  return [titles[name], percent(value), percent(baseline), signed(difference), range];
}

function changedLabels({ labels }: LabelSetComparison): string[] {
  const changed = labels.filter(({ f1, baseline }) => f1 !== baseline).slice(0, shownLabels);
  if (changed.length === 0) return [];
  const shown = (f1: number | null) => (f1 === null ? "-" : percent(f1));
  return columns([
    ["F1 per label, most changed first", "model", "baseline", "rows"],
    ...changed.map(({ label, f1, baseline, support }) => [
      shortened(terminalSafe(label), nameWidth),
      shown(f1),
      shown(baseline),
      String(support),
    ]),
  ]);
}

function changedRows({ changed, changedRows: rows }: LabelSetComparison): string[] {
  if (changed === 0) return [];
  const which =
    changed > shownRows ? ` (${Math.min(shownRows, rows.length)} of ${changed}; all: --changes FILE)` : "";
  return [`Rows whose labels changed${which}:`, ...rows.slice(0, shownRows).map(rowLine)];
}

function rowLine(changed: ChangedLabelSet): string {
  const { row, id = `row ${row}`, text = "", truth, labels, baseline, change } = changed;
  const names = (all: readonly string[]) => shortened(terminalSafe(all.join(", ") || "(none)"), 24);
  const real = change === "wrong" ? ` (true: ${names(truth)})` : "";
  const whose = shortened(terminalSafe(id), 12);
  const line = `${change.padEnd(6)}  ${names(baseline)} -> ${names(labels)}${real} [${whose}]: ${terminalSafe(text)}`;
  return shortened(line, textWidth);
}
