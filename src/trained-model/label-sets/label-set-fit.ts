import type { LabelEvidence } from "../../calibration/label-evidence.ts";
import type { LabelCompetition } from "../../head/competing-labels.ts";

/** The parts of a fit that only classifiers with several labels per text have. Lists have the order of the classes. */
export interface LabelSetFit {
  readonly competition: LabelCompetition;
  /** Sentences are scored too, lowered by these times the logarithm of their number: [labels]. Absent if they are not. */
  readonly sentenceDiscounts?: Float32Array;
  /** A text has a label if its probability is at least the label's threshold: [labels]. */
  readonly thresholds: Float32Array;
  /** Absent if there are no held-out rows. */
  readonly evidence?: LabelEvidence;
}

/** What a training with several labels per text reports. */
export interface LabelSetReport {
  /** Number of different texts with their labels, or with none. */
  readonly texts: number;
  /** Number of texts that have no label. */
  readonly withoutLabels: number;
  /** Whether a text has the labels of its sentences too. */
  readonly readsSentences: boolean;
  /** How the held-out texts were answered with the thresholds that were fitted to them. Absent if there are none. */
  readonly heldOut?: {
    /** F1 of all pairs of text and label together, 0 to 1. */
    readonly microF1: number;
    /** Mean F1 of the labels, 0 to 1. */
    readonly macroF1: number;
  };
}
