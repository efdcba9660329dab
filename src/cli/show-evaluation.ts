import { terminalSafe } from "../files/terminal-text.ts";
import type { Evaluation } from "../index.ts";
import { columns } from "./columns.ts";
import { counted, percent } from "./readable-numbers.ts";

const thresholds = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];
/** Number of pairs of confused classes that are shown. */
const shownPairs = 10;

/** Formats an evaluation as text. */
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
    `${counted(rows, "example")}: accuracy ${percent(accuracy)}, macro-F1 ${percent(macroF1)}, ` +
    `expected calibration error ${percent(expectedCalibrationError)}.`
  );
}

function outOfScope({ outOfScopeRows, noneAreaUnderRoc }: Evaluation): string[] {
  if (outOfScopeRows === 0) return [];
  const examples = counted(outOfScopeRows, "out-of-scope example");
  if (noneAreaUnderRoc === undefined) {
    return [`${examples} (label null), but no in-scope examples to compare with.`];
  }
  return [
    `${examples} (label null): the probability of none separates them from in-scope examples with AUROC ${percent(noneAreaUnderRoc)}.`,
  ];
}

function unknown({ unknownLabels }: Evaluation): string[] {
  if (unknownLabels.length === 0) return [];
  return [
    `The model does not know these labels, so their examples count as errors: ${unknownLabels.map(terminalSafe).join(", ")}. Rename them with --label-map.`,
  ];
}

function confused({ mostConfused }: Evaluation): string[] {
  if (mostConfused.length === 0) return [];
  const named = (name: string | null): string => name ?? "(none)";
  const rows = mostConfused
    .slice(0, shownPairs)
    .map(({ truth, prediction, count }) => [named(truth), named(prediction), String(count)]);
  return ["", "Most frequent errors:", ...columns([["true class", "predicted class", "examples"], ...rows])];
}

function coverage({ coverage: curve }: Evaluation): string[] {
  const rows = thresholds.map((threshold) => {
    // Points are sorted by descending threshold, so the last match covers the largest share.
    const point = curve.findLast((each) => each.threshold >= threshold);
    const cells = point ? [percent(point.coverage), percent(point.accuracy)] : [percent(0), "-"];
    return [threshold.toFixed(2), ...cells];
  });
  return [
    "Answers with a probability of at least the threshold:",
    ...columns([["threshold", "share answered", "accuracy"], ...rows]),
  ];
}
