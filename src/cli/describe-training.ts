import type { TrainingReport } from "../index.ts";
import { count, counted, percent, seconds } from "./readable-numbers.ts";

/** What a training was made of, in one line. */
export function trainedFrom(report: TrainingReport, milliseconds: number): string {
  const sources = [
    report.pieces > 0 && counted(report.pieces, "piece of prompts", "pieces of prompts"),
    report.generated > 0 && counted(report.generated, "generated example"),
    report.real > 0 && counted(report.real, "row"),
  ].filter((source) => source !== false);
  return `Trained ${counted(report.classes, "class", "classes")} from ${list(sources)} in ${seconds(milliseconds)}.`;
}

/** How far to trust the probabilities, in one line. */
export function calibratedOn({ calibratedOn, heldOutAccuracy, real }: TrainingReport): string {
  if (calibratedOn.basis === "rule")
    return "Probabilities: by rule, since no rows were there to check them on.";
  const accuracy =
    heldOutAccuracy === undefined ? "" : `, ${percent(heldOutAccuracy)} of them right when held out`;
  const rows = real === 0 ? "generated examples, which are easier than real texts" : "rows";
  return `Probabilities: calibrated on ${count(calibratedOn.rows)} ${rows}${accuracy}.`;
}

/** "a", "a and b", "a, b and c" */
function list(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
