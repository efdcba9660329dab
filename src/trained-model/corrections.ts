import type { Matrix } from "../math/matrix.ts";
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
  /** Whether it added its class to the model. */
  readonly newClass?: true;
  /** Whether a training has learnt from it since; it is an example of the model then. */
  readonly trained?: true;
  /** Whether it was an example before it was learnt from, so that undoing it removes no example. */
  readonly wasExample?: true;
  /** When it was undone; absent if it is in effect. */
  readonly undone?: string;
}

/** A text that must be answered with its label; every correction is checked against it. */
export interface PinnedText {
  readonly text: string;
  readonly label: string;
}

/** The corrections of a trained model. */
export interface Corrections {
  readonly history: readonly Correction[];
  /** Vectors of the open corrections, in the order of the history: [corrections, dimensions]. */
  readonly vectors: Matrix;
  /** Log probabilities of the open corrections' texts, by the fit alone: [corrections, classes of the fit]. */
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

/** Returns a correction as an example of the user. */
export function exampleOf({ text, label }: Correction): Example {
  return { text, label, origin: "real" };
}

/**
 * Leaves out the user's rows whose text was corrected to another label, so that no training averages both labels.
 * @param history corrections that are examples already, and others
 */
export function withoutSuperseded(examples: readonly Example[], history: readonly Correction[]): Example[] {
  const trained = activeCorrections(history).filter((each) => each.trained);
  const labels = new Map(trained.map(({ text, label }) => [textKey(text), label]));
  if (labels.size === 0) return [...examples];
  return examples.filter(({ text, label, origin }) => {
    const corrected = origin === "real" ? labels.get(textKey(text)) : undefined;
    return corrected === undefined || corrected === label;
  });
}
