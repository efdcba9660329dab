import { counted, percent } from "../files/readable-numbers.ts";
import { terminalSafe } from "../files/terminal-text.ts";
import type { ClassScores, Evaluation, Interval, WrongAnswer } from "../index.ts";
import { columns } from "./columns.ts";
import { showLevels } from "./show-levels.ts";
import { shortened, shortenedName, textWidth, wrapped } from "./wrapped.ts";

const thresholds = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];
/** Number of pairs of confused classes that are shown. */
const shownPairs = 10;
/** Number of classes that are shown. */
const shownClasses = 30;
/** Number of wrong answers that are shown. */
const shownErrors = 5;
/** Widths of a class name: alone in its line, and beside another name. */
const nameWidth = 26;
const pairWidth = 24;

/** Formats an evaluation as text of at most 80 columns. */
export function showEvaluation(evaluation: Evaluation): string {
  const { basis, verdict } = evaluation;
  const sections = [
    [
      ...wrapped(terminalSafe(verdict)),
      ...(basis?.notes ?? []).flatMap((note) => wrapped(terminalSafe(note))),
      ...unknown(evaluation),
    ],
    figures(evaluation),
    showLevels(evaluation.hierarchy),
    classes(evaluation),
    confused(evaluation),
    coverage(evaluation),
    reliability(evaluation),
    outOfScope(evaluation),
    errors(evaluation),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function figures(evaluation: Evaluation): string[] {
  const { intervals = {}, rows, topK } = evaluation;
  const share = (title: string, value: number | undefined, interval?: Interval) =>
    value === undefined ? [] : [[title, percent(value), percentRange(interval)]];
  const number = (title: string, value: number | undefined, interval?: Interval) =>
    value === undefined ? [] : [[title, value.toFixed(3), numberRange(interval)]];
  return columns([
    [counted(rows, "row"), "value", "95 % interval"],
    ...share("accuracy", evaluation.accuracy, intervals.accuracy),
    ...topK
      .filter(({ k }) => k > 1 && k < evaluation.classes.length)
      .flatMap(({ k, accuracy, interval }) => share(`accuracy of the top ${k}`, accuracy, interval)),
    ...share("macro-F1", evaluation.macroF1, intervals.macroF1),
    ...share("weighted F1", evaluation.weightedF1, intervals.weightedF1),
    ...share(
      "calibration error (ECE)",
      evaluation.expectedCalibrationError,
      intervals.expectedCalibrationError,
    ),
    ...number("log loss", evaluation.logLoss, intervals.logLoss),
    ...number("Brier score", evaluation.brierScore, intervals.brierScore),
    ...number("mean cost per row", evaluation.meanCost, intervals.meanCost),
  ]);
}

function classes({ classes: all }: Evaluation): string[] {
  const isCut = all.length > shownClasses;
  const shown = isCut ? [...all].sort((a, b) => a.f1 - b.f1).slice(0, shownClasses) : all;
  const row = ({ label, precision, recall, f1, support, predicted, intervals }: ClassScores): string[] => [
    shortenedName(named(label), nameWidth),
    predicted === 0 ? "-" : percent(precision),
    support === 0 ? "-" : percent(recall),
    percent(f1),
    percentRange(intervals?.f1),
    String(support),
  ];
  return [
    ...(isCut ? [`The ${shownClasses} of ${all.length} classes with the lowest F1 (all: --json):`] : []),
    ...columns([["class", "precision", "recall", "F1", "95 % interval", "rows"], ...shown.map(row)]),
  ];
}

function unknown({ unknownLabels, basis }: Evaluation): string[] {
  if (unknownLabels.length === 0) return [];
  const names = unknownLabels.map(terminalSafe).join(", ");
  const sentence =
    basis?.source === "predictions"
      ? `These true labels are never predicted: ${names}. If one is another name of a class, rename it with --label-map.`
      : `The model does not know these labels, so their rows count as errors: ${names}. Rename them with --label-map.`;
  return wrapped(sentence);
}

function confused({ mostConfused }: Evaluation): string[] {
  if (mostConfused.length === 0) return [];
  const hasCosts = mostConfused.some(({ cost }) => cost !== undefined);
  const rows = mostConfused
    .slice(0, shownPairs)
    .map(({ truth, prediction, count, cost = 0 }) => [
      shortenedName(named(truth), pairWidth),
      shortenedName(named(prediction), pairWidth),
      String(count),
      ...(hasCosts ? [String(Number(cost.toFixed(3)))] : []),
    ]);
  const header = ["true class", "predicted class", "rows", ...(hasCosts ? ["cost"] : [])];
  return [hasCosts ? "Most costly errors:" : "Most frequent errors:", ...columns([header, ...rows])];
}

function coverage({ coverage: curve }: Evaluation): string[] {
  if (curve.length === 0) return [];
  const rows = thresholds.map((threshold) => {
    // Points are sorted by descending threshold, so the last match covers the largest share.
    const point = curve.findLast((each) => each.threshold >= threshold);
    const cells = point
      ? [percent(point.coverage), percent(point.accuracy), percentRange(point.interval)]
      : [percent(0), "-", ""];
    return [threshold.toFixed(2), ...cells];
  });
  return [
    "If only answers with a probability of at least the threshold are used:",
    ...columns([["threshold", "answered", "correct", "95 % interval"], ...rows]),
  ];
}

function reliability({ reliability: bins }: Evaluation): string[] {
  const filled = bins.filter(({ count }) => count > 0);
  if (filled.length === 0) return [];
  const rows = filled.map(({ lower, upper, count, meanProbability, accuracy, interval }) => [
    `${lower.toFixed(2)} to ${upper.toFixed(2)}`,
    percent(meanProbability),
    percent(accuracy),
    percentRange(interval),
    String(count),
  ]);
  return [
    "Calibration (calibrated: mean and correct are equal):",
    ...columns([["probability", "mean", "correct", "95 % interval", "rows"], ...rows]),
  ];
}

function outOfScope({ outOfScope: scores }: Evaluation): string[] {
  if (scores === undefined) return [];
  const { rows, inScopeRows, areaUnderRoc, threshold, recall, falseAlarmRate, precision, intervals } = scores;
  const by =
    threshold === undefined ? "no class is predicted" : `the probability of none is at least ${threshold}`;
  const line = (title: string, value: number | undefined, interval?: Interval) =>
    value === undefined ? [] : [[title, percent(value), percentRange(interval)]];
  return [
    `${counted(rows, "out-of-scope row")} (label null), ${counted(inScopeRows, "in-scope row")}:`,
    ...columns([
      ["", "value", "95 % interval"],
      ...line("separated by the probability of none (AUROC)", areaUnderRoc, intervals?.areaUnderRoc),
      ...line("out-of-scope rows recognized", recall, intervals?.recall),
      ...line("in-scope rows taken as none", falseAlarmRate, intervals?.falseAlarmRate),
      ...line("rows taken as none that are", precision, intervals?.precision),
    ]),
    `A row is taken as none if ${by}.`,
  ];
}

function errors({ wrongAnswers, wrong }: Evaluation): string[] {
  const shown = wrongAnswers.filter(({ text, id }) => text !== undefined || id !== undefined);
  if (shown.length === 0) return [];
  const which = wrong > shownErrors ? ` (${shownErrors} of ${wrong}; all: --errors FILE)` : "";
  return [`Wrong answers, the surest first${which}:`, ...shown.slice(0, shownErrors).map(errorLine)];
}

function errorLine({ id, text = "", truth, prediction, probability }: WrongAnswer): string {
  const sure = probability === undefined ? "" : `${percent(probability).padStart(7)}  `;
  const name = (label: string | null): string => shortenedName(terminalSafe(named(label)), 20);
  const whose = id === undefined ? "" : ` [${shortened(terminalSafe(id), 12)}]`;
  return shortened(
    `${sure}${name(prediction)} (true: ${name(truth)})${whose}: ${terminalSafe(text)}`,
    textWidth,
  );
}

function named(name: string | null): string {
  return name ?? "(none)";
}

/** "36.1 to 97.2 %"; "" if there is no interval. */
function percentRange(interval: Interval | undefined): string {
  if (interval === undefined) return "";
  return `${(100 * interval.lower).toFixed(1)} to ${percent(interval.upper)}`;
}

/** "0.311 to 0.812"; "" if there is no interval. */
function numberRange(interval: Interval | undefined): string {
  return interval === undefined ? "" : `${interval.lower.toFixed(3)} to ${interval.upper.toFixed(3)}`;
}
