import { listNames } from "../files/list-names.ts";
import { count, counted, fileSize, percent, seconds } from "../files/readable-numbers.ts";
import type { AddedExamples, HierarchyReport, TrainingReport, TuningReport, WordsReport } from "../index.ts";

/** Describes what a model was trained on, in one line. */
export function trainedFrom(report: TrainingReport, milliseconds: number): string {
  const sources = [
    report.pieces > 0 && counted(report.pieces, "description snippet"),
    report.generated > 0 && counted(report.generated, "generated example"),
    report.real > 0 && counted(report.real, "labeled example"),
  ].filter((source) => source !== false);
  return `Trained ${counted(report.classes, "class", "classes")} from ${listNames(sources)} in ${seconds(milliseconds)}.`;
}

/** Describes the tree that the names of the classes make, in one line. */
export function treeOf({ levels, innerNodes }: HierarchyReport): string {
  return `The classes are the leaves of a tree with ${counted(levels, "level")} and ${counted(innerNodes, "inner node")}, by their names; --no-hierarchy makes them plain names.`;
}

/** Adds the counts of several sources. */
export function totalRows(sources: readonly AddedExamples[]): AddedExamples {
  const sum = (of: keyof AddedExamples) => sources.reduce((total, each) => total + each[of], 0);
  return { added: sum("added"), known: sum("known"), repeated: sum("repeated") };
}

/** Describes how many of the given examples were not added, one line per reason. */
export function rowsLeftOut({ added, known, repeated }: AddedExamples): string[] {
  const given = counted(added + known + repeated, "example");
  const were = (number: number) => (number === 1 ? "was" : "were");
  return [
    known > 0 && `${count(known)} of ${given} ${were(known)} already in the model.`,
    repeated > 0 &&
      `${count(repeated)} of ${given} ${were(repeated)} skipped as ${repeated === 1 ? "a duplicate" : "duplicates"}; each text counts once per label.`,
  ].filter((line) => line !== false);
}

/**
 * With fewer examples than this, the calibration mostly follows its rule, and an accuracy on them means little. A smaller
 * value reports unreliable accuracies, a larger one hides useful ones.
 */
const fewExamples = 20;

/** Describes how the probabilities were calibrated, in one line. */
export function calibratedOn(report: TrainingReport): string {
  const { calibratedOn, heldOutAccuracy, real, generated, tuning } = report;
  const isTuned = tuning !== undefined && tuning.share > 0;
  if (calibratedOn.basis === "rule")
    return "Probabilities are calibrated by a rule from other tasks, because there are no examples to check them on.";
  if (calibratedOn.rows < fewExamples) {
    const kind = real === 0 ? "generated example" : "example";
    const texts = counted(calibratedOn.rows, "distinct text");
    const few = isTuned
      ? `${texts} held out from fine-tuning`
      : calibratedOn.rows < real + generated
        ? `${texts} in ${counted(real + generated, kind)}`
        : counted(calibratedOn.rows, kind);
    const are = calibratedOn.rows === 1 ? "is" : "are";
    return `Probabilities are calibrated mostly by a rule from other tasks, because there ${are} only ${few} to check them on.`;
  }
  const accuracy =
    heldOutAccuracy === undefined ? "" : `; held-out accuracy on them is ${percent(heldOutAccuracy)}`;
  const distinct = !isTuned && calibratedOn.rows < real + generated ? "distinct " : "";
  const kind = real === 0 ? "generated examples" : "examples";
  const source = isTuned ? " held out from fine-tuning" : "";
  const easier = real === 0 ? " (easier than real texts)" : "";
  return `Probabilities are calibrated on ${count(calibratedOn.rows)} ${distinct}${kind}${source}${easier}${accuracy}.`;
}

/** Describes the result of fine-tuning, in one line. */
export function tunedTo({
  share,
  heldOut,
  accuracy,
  agreement,
  microF1,
  unlabeled,
  ended,
  epoch,
  epochs,
}: TuningReport): string {
  const kept = `epoch ${epoch} of ${epochs} was kept`;
  const why =
    ended === "stopped"
      ? `; it was stopped, and ${kept}`
      : ended === "notFinite"
        ? `; the training became numerically unstable, and ${kept}`
        : "";
  const checked = counted(heldOut, microF1 === undefined ? "held-out example" : "held-out label");
  if (agreement !== undefined) return `${tunedOnUnlabeled({ share, agreement, unlabeled })}${why}.`;
  if (share === 0) {
    return `Fine-tuning was tried but not kept: it did not improve the classifier on ${checked}${why}.`;
  }
  const half = share === 0.5 ? " (half of the change is kept)" : "";
  const texts = unlabeled === undefined ? "" : `, also on ${counted(unlabeled, "unlabeled text")}`;
  const measured = accuracy ?? microF1;
  if (measured === undefined) {
    return `The encoder was fine-tuned${half}; no examples were held out to measure the gain${why}.`;
  }
  const { before, after } = measured;
  const measure = microF1 === undefined ? "accuracy" : "micro F1";
  return `The encoder was fine-tuned${half}${texts}: ${measure} on ${checked} is ${percent(after)}, before it was ${percent(before)}${why}.`;
}

/** Describes a fine-tuning on texts without labels only. */
function tunedOnUnlabeled({
  share,
  agreement,
  unlabeled = 0,
}: Pick<TuningReport, "share" | "agreement" | "unlabeled">): string {
  const [before, after] = [percent(agreement!.before), percent(agreement!.after)];
  if (share === 0) {
    return `Fine-tuning was tried but not kept: words and vectors agreed on ${before} of the unlabeled texts, and not more often after it`;
  }
  const half = share === 0.5 ? " (half of the change is kept)" : "";
  return `The encoder was fine-tuned${half} on ${counted(unlabeled, "unlabeled text")}: words and vectors agree on ${after} of the texts, before it was ${before}`;
}

/** Says that not all examples were embedded, in one line. */
export function embeddedOf({ embedded, real, generated }: TrainingReport): string | undefined {
  if (embedded === undefined) return undefined;
  return `The encoder read ${count(embedded)} of ${counted(real + generated, "example")}, which is enough for it; only words are learned from the others.`;
}

/** Describes the word model, in one line. */
export function wordsBeside({ grams, bytes }: WordsReport): string {
  return `Words help: a model on ${counted(grams, "word, word pair or part of a word", "words, word pairs and parts of words")} is added (${fileSize(bytes)} in the model folder).`;
}
