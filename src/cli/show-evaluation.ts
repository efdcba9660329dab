import { terminalSafe } from "../files/terminal-text.ts";
import type { Evaluation } from "../index.ts";
import { columns } from "./columns.ts";
import { counted, percent } from "./readable-numbers.ts";

const thresholds = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];
/** How many pairs of confused classes are shown. */
const shownPairs = 10;

/** An evaluation for a reader. */
export function showEvaluation(evaluation: Evaluation): string {
  return [
    headline(evaluation),
    ...outOfScope(evaluation),
    ...unknown(evaluation),
    ...confused(evaluation),
    "",
    ...coverage(evaluation),
  ].join("\n");
}

function headline({ rows, accuracy, macroF1, expectedCalibrationError }: Evaluation): string {
  return (
    `${counted(rows, "row")}: accuracy ${percent(accuracy)}, macro-F1 ${percent(macroF1)}, ` +
    `expected calibration error ${percent(expectedCalibrationError)}.`
  );
}

function outOfScope({ outOfScopeRows, noneAreaUnderRoc }: Evaluation): string[] {
  if (outOfScopeRows === 0) return [];
  const rows = counted(outOfScopeRows, "out-of-scope row");
  if (noneAreaUnderRoc === undefined) return [`${rows} (label null), and no other row to compare with.`];
  return [`${rows} (label null): AUROC of none against in-scope ${percent(noneAreaUnderRoc)}.`];
}

function unknown({ unknownLabels }: Evaluation): string[] {
  if (unknownLabels.length === 0) return [];
  return [
    `Labels that the model does not know, so that their rows cannot be right: ${unknownLabels.map(terminalSafe).join(", ")}.`,
  ];
}

function confused({ mostConfused }: Evaluation): string[] {
  if (mostConfused.length === 0) return [];
  const named = (name: string | null): string => name ?? "(none)";
  const rows = mostConfused
    .slice(0, shownPairs)
    .map(({ truth, prediction, count }) => [`${named(truth)} taken for ${named(prediction)}`, String(count)]);
  return ["", ...columns([["most confused", "rows"], ...rows])];
}

function coverage({ coverage: curve }: Evaluation): string[] {
  const rows = thresholds.map((threshold) => {
    // Surest first, so the last point of those sure enough covers most.
    const point = curve.findLast((each) => each.threshold >= threshold);
    const cells = point ? [percent(point.coverage), percent(point.accuracy)] : [percent(0), "-"];
    return [threshold.toFixed(2), ...cells];
  });
  return columns([["answer from", "answered", "right"], ...rows]);
}
