import { percent } from "../files/readable-numbers.ts";
import type { HierarchyScores } from "../index.ts";
import { columns } from "./columns.ts";

/** Formats the accuracy per level of a hierarchy, and what --threshold would answer. */
export function showLevels(scores: HierarchyScores | undefined): string[] {
  if (scores === undefined) return [];
  const { levels, thresholds, answered, correct } = scores;
  const last = levels.length;
  const rows = levels.map(({ level, nodes, rows, accuracy, meanProbability }) => [
    `${level}${level === last ? " (classes)" : ""}`,
    String(nodes),
    percent(accuracy),
    meanProbability === undefined ? "" : percent(meanProbability),
    String(rows),
  ]);
  return [
    "Accuracy per level of the hierarchy:",
    ...columns([["level", "nodes", "accuracy", "mean probability", "rows"], ...rows]),
    ...(answered < 1
      ? [
          `${percent(answered)} of the rows are answered; ${percent(correct)} of the answers are the true class or above it.`,
        ]
      : []),
    ...(thresholds.length > 0 ? ["", ...thresholdTable(thresholds)] : []),
  ];
}

function thresholdTable(thresholds: HierarchyScores["thresholds"]): string[] {
  const rows = thresholds.map(({ threshold, answered, correct, meanProbability, classes }) => [
    threshold.toFixed(2),
    percent(answered),
    ...(answered === 0 ? ["-", "-", "-"] : [correct, meanProbability, classes].map(percent)),
  ]);
  return [
    "If the answer is the deepest node that reaches the threshold (--threshold):",
    ...columns([["threshold", "answered", "correct", "mean probability", "are classes"], ...rows]),
  ];
}
