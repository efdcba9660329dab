import { type Matrix, takeRows } from "../math/matrix.ts";
import type { LabelSet } from "../task/label-sets/label-set.ts";
import type { Example } from "../task/task.ts";
import { textKey } from "./remembered-rows.ts";

/** A correction of one answer, as the history lists it. */
export interface Correction {
  /** Number in the history; the first is 1. */
  readonly number: number;
  /** When it was made, ISO 8601 in UTC: "2026-11-28T09:30:00.000Z". */
  readonly date: string;
  readonly text: string;
  /** The class that the text was answered with before. */
  readonly before: string;
  /** The class that it is answered with since. */
  readonly label: string;
  /**
   * Only of a classifier with several labels per text: all labels that the text was answered with before. `before` is then
   * the first of them, or "" if it had none.
   */
  readonly labelsBefore?: readonly string[];
  /** Likewise: all labels that it is answered with since. `label` is the first of them, or "" if it has none. */
  readonly labels?: readonly string[];
  /** Whether it added its class to the model. */
  readonly newClass?: true;
  /** With several labels per text: the classes that it added. */
  readonly newClasses?: readonly string[];
  /** Labels that the user had given the text before, in examples or corrections, if they differ from this one. */
  readonly otherLabels?: readonly string[];
  /** Whether a training has learnt from it since; it is an example of the model then. */
  readonly trained?: true;
  /** Whether it was an example before it was learnt from, so that undoing it removes no example. */
  readonly wasExample?: true;
  /** With several labels per text, once a training has learnt from it: the labels that are new examples of the text. */
  readonly newExamples?: readonly string[];
  /** When it was undone; absent if it is in effect. */
  readonly undone?: string;
}

/** A text that must be answered with its label; every correction is checked against it. */
export interface PinnedText {
  readonly text: string;
  readonly label: string;
  /** Only of a classifier with several labels per text: all labels. `label` is then the first of them, or "". */
  readonly labels?: readonly string[];
}

/** The corrections of a trained model. */
export interface Corrections {
  readonly history: readonly Correction[];
  /** Vectors of the open corrections, in the order of the history: [corrections, dimensions]. */
  readonly vectors: Matrix;
  /**
   * Scores of the open corrections' texts, by the fit alone: [corrections, classes of the fit]. They are log probabilities;
   * with several labels per text log-odds, ln(p / (1 - p)).
   */
  readonly scores: Matrix;
  readonly pinned: readonly PinnedText[];
}

/** Returns whether a correction is in effect and no training has learnt from it yet. */
export function isOpen({ undone, trained }: Correction): boolean {
  return undone === undefined && !trained;
}

/** Returns the corrections in effect: of several of one text the latest. */
export function activeCorrections(history: readonly Correction[]): Correction[] {
  const latest = new Map<string, Correction>();
  for (const each of history) if (each.undone === undefined) latest.set(textKey(each.text), each);
  return history.filter((each) => latest.get(textKey(each.text)) === each);
}

/** Returns the open corrections that are in effect, with their vectors and scores in the same order. */
export function openInEffect({ history, vectors, scores }: Corrections): {
  readonly corrections: readonly Correction[];
  readonly vectors: Matrix;
  readonly scores: Matrix;
} {
  const open = history.filter(isOpen);
  const active = new Set(activeCorrections(history));
  const rows = [...open.keys()].filter((i) => active.has(open[i]));
  return {
    corrections: rows.map((i) => open[i]),
    vectors: takeRows(vectors, rows),
    scores: takeRows(scores, rows),
  };
}

/** Returns all labels of a correction or a pinned test: one, if its classifier gives one class per text. */
export function labelsOf({ label, labels }: Pick<Correction, "label" | "labels">): readonly string[] {
  return labels ?? [label];
}

/** Returns a correction as examples of the user, one per label. */
export function examplesOf(correction: Correction): Example[] {
  return labelsOf(correction).map((label) => ({ text: correction.text, label, origin: "real" }));
}

/** Returns a text with all its labels as the fields of a correction or a pinned test. */
export function labelFields({ text, labels }: LabelSet): Required<PinnedText> {
  return { text, label: labels[0] ?? "", labels };
}

/**
 * Leaves out the user's rows whose text was corrected to other labels, so that no training averages both.
 * @param history corrections that are examples already, and others
 */
export function withoutSuperseded(examples: readonly Example[], history: readonly Correction[]): Example[] {
  const trained = activeCorrections(history).filter((each) => each.trained);
  const labels = new Map(trained.map((each) => [textKey(each.text), labelsOf(each)]));
  if (labels.size === 0) return [...examples];
  return examples.filter(({ text, label, origin }) => {
    const corrected = origin === "real" ? labels.get(textKey(text)) : undefined;
    return corrected === undefined || corrected.includes(label);
  });
}
