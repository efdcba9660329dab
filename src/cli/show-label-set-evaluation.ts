import { count, counted, percent } from "../files/readable-numbers.ts";
import { terminalSafe } from "../files/terminal-text.ts";
import type { LabelFigures, LabelSetEvaluation } from "../index.ts";
import { columns } from "./columns.ts";
import { shortened } from "./wrapped.ts";

/** Number of labels that are shown. */
const shownLabels = 30;
/** Width of the name of a label. */
const nameWidth = 30;

/** Formats an evaluation with several labels per text as text of at most 80 columns. */
export function showLabelSetEvaluation(evaluation: LabelSetEvaluation): string {
  const { labels } = evaluation;
  const byF1 = labels.filter(({ f1 }) => f1 !== null).sort((a, b) => (a.f1 ?? 0) - (b.f1 ?? 0));
  const hidden = byF1.length - shownLabels;
  return [
    ...figures(evaluation),
    "",
    ...columns([
      ["label, lowest F1 first", "rows", "precision", "recall", "F1", "AP", "ECE"],
      ...byF1.slice(0, shownLabels).map(cells),
    ]),
    ...(hidden > 0 ? [`(and ${counted(hidden, "label")} with a higher F1; --json lists all)`] : []),
  ].join("\n");
}

function figures(evaluation: LabelSetEvaluation): string[] {
  const share = (title: string, value: number | null) => (value === null ? [] : [[title, percent(value)]]);
  return columns([
    [counted(evaluation.count, "row"), "value"],
    ...share("micro-F1", evaluation.microF1),
    ...share("  precision", evaluation.microPrecision),
    ...share("  recall", evaluation.microRecall),
    ...share("macro-F1", evaluation.macroF1),
    ...share("exactly the true labels", evaluation.exactMatch),
    ...share("mean average precision", evaluation.meanAveragePrecision),
    ...share("calibration error (ECE) per label", evaluation.calibrationError),
    ["true labels per row", evaluation.labelsPerRow.toFixed(2)],
    ["answered labels per row", evaluation.answeredPerRow.toFixed(2)],
  ]);
}

function cells({ label, support, precision, recall, f1, averagePrecision, calibrationError }: LabelFigures) {
  const shares = [precision, recall, f1, averagePrecision, calibrationError];
  return [
    shortened(terminalSafe(label), nameWidth),
    count(support),
    ...shares.map((value) => (value === null ? "-" : (100 * value).toFixed(1))),
  ];
}
