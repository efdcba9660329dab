import { listNames } from "../files/list-names.ts";
import type { AddedExamples, TrainingReport, TuningReport } from "../index.ts";
import { count, counted, percent, seconds } from "./readable-numbers.ts";

/** What a training was made of, in one line. */
export function trainedFrom(report: TrainingReport, milliseconds: number): string {
  const sources = [
    report.pieces > 0 && counted(report.pieces, "piece of prompts", "pieces of prompts"),
    report.generated > 0 && counted(report.generated, "generated example"),
    report.real > 0 && counted(report.real, "row"),
  ].filter((source) => source !== false);
  return `Trained ${counted(report.classes, "class", "classes")} from ${listNames(sources)} in ${seconds(milliseconds)}.`;
}

/** Adds up what became of the rows of several sources. */
export function totalRows(sources: readonly AddedExamples[]): AddedExamples {
  const sum = (of: keyof AddedExamples) => sources.reduce((total, each) => total + each[of], 0);
  return { added: sum("added"), known: sum("known"), repeated: sum("repeated") };
}

/** Says how many of the given rows were not added, in a line per reason. */
export function rowsLeftOut({ added, known, repeated }: AddedExamples): string[] {
  const given = counted(added + known + repeated, "row");
  const were = (number: number) => (number === 1 ? "was" : "were");
  return [
    known > 0 && `${count(known)} of ${given} ${were(known)} already in the model.`,
    repeated > 0 &&
      `${count(repeated)} of ${given} ${were(repeated)} given more than once; each text counts once per label.`,
  ].filter((line) => line !== false);
}

/** Fewer rows than this weigh less than the rule does, and a share of them says nothing. */
const fewRows = 20;

/** How far to trust the probabilities, in one line. */
export function calibratedOn(report: TrainingReport): string {
  const { calibratedOn, heldOutAccuracy, real, generated, tuning } = report;
  const isTuned = tuning !== undefined && tuning.share > 0;
  if (calibratedOn.basis === "rule")
    return "Probabilities: by rule, since no rows were there to check them on.";
  if (calibratedOn.rows < fewRows) {
    const kind = real === 0 ? "generated example" : "row";
    const few = isTuned
      ? `${counted(calibratedOn.rows, "different text")} held out from tuning`
      : calibratedOn.rows < real + generated
        ? `${counted(real + generated, kind)} with ${counted(calibratedOn.rows, "different text")}`
        : counted(calibratedOn.rows, kind);
    return `Probabilities: mostly by rule, since ${few} cannot tell how often they are right.`;
  }
  const accuracy =
    heldOutAccuracy === undefined ? "" : `, ${percent(heldOutAccuracy)} of them right when held out`;
  const rows = real === 0 ? "generated examples, which are easier than real texts" : "rows";
  const differing = isTuned
    ? " held out from tuning"
    : calibratedOn.rows < real + generated
      ? " whose texts differ"
      : "";
  return `Probabilities: calibrated on ${count(calibratedOn.rows)} ${rows}${differing}${accuracy}.`;
}

/** What tuning the encoder came to, in one line. */
export function tunedTo({ share, heldOut, accuracy, ended, epoch, epochs }: TuningReport): string {
  const kept = `epoch ${epoch} of ${epochs} is kept`;
  const why =
    ended === "stopped"
      ? `; stopped, ${kept}`
      : ended === "notFinite"
        ? `; its numbers ran out of bounds, ${kept}`
        : "";
  const checked = counted(heldOut, "held-out example");
  if (share === 0) {
    return `Tuning the encoder was tried and nothing of it kept: it made no better classifier of ${checked}${why}.`;
  }
  const half = share === 0.5 ? ", half of the change kept" : "";
  if (accuracy === undefined) {
    return `The encoder was tuned${half}, with no examples held out to check it on${why}.`;
  }
  const { before, after } = accuracy;
  return `The encoder was tuned${half}: ${percent(before)} of ${checked} right before, ${percent(after)} after${why}.`;
}
