import type { TrainingReport, TuningReport } from "../index.ts";
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

/** What tuning the encoder came to, in one line. */
export function tunedTo(tuning: TuningReport): string {
  const { share, heldOut, accuracy, epoch, epochs } = tuning;
  const how = share === 0 ? "Tuning the encoder was tried, and nothing of it kept" : "The encoder was tuned";
  const half = share === 0.5 ? ", half of the change kept" : "";
  const gain =
    accuracy === undefined
      ? "no examples were held out to check it on"
      : `${percent(accuracy.before)} of ${counted(heldOut, "held-out example")} right before, ${percent(accuracy.after)} after`;
  const stopped = tuning.ended === "stopped" ? `; stopped, epoch ${epoch} of ${epochs} is kept` : "";
  const overflow = tuning.ended === "notFinite" ? "; its numbers ran out of bounds and it stopped there" : "";
  return `${how}${half}: ${gain}${stopped}${overflow}.`;
}

/** "a", "a and b", "a, b and c" */
function list(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
