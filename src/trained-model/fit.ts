import type { HeldOutAnswers } from "../calibration/held-out-answers.ts";
import type { NoneModel } from "../calibration/none.ts";
import type { LinearHead } from "../head/linear-head.ts";
import type { LabelSetFit, LabelSetReport } from "./label-sets/label-set-fit.ts";
import type { TuningReport } from "./tuning-report.ts";
import type { UnlabeledReport } from "./unlabeled-report.ts";
import type { WordModel } from "./word-model.ts";

/** The result of training: everything that is needed to turn the vector of a text into an answer. */
export interface Fit {
  /** Names of the classes. The rows of the head and all lists of scores have this order. */
  readonly classes: readonly string[];
  /** Subtracted from the vector of every text first: [dimensions]. */
  readonly center: Float32Array;
  /** Turns projected vectors into logits. The probabilities are their softmax. */
  readonly head: LinearHead;
  /** Absent in a fit with several labels per text, where a text of none has no label. */
  readonly none?: NoneModel;
  /** Present if texts may have several labels. The probabilities are then the sigmoids of the logits. */
  readonly labelSets?: LabelSetFit;
  /** Answers to the real examples, each of a fit without it. Absent if there are none. */
  readonly heldOut?: HeldOutAnswers;
  /** Its logits are added to those of the head. Absent if words did not clearly help on held-out rows. */
  readonly words?: WordModel;
  readonly report: FitReport;
}

/** What a model was trained on, and how accurate it is. It is saved with the model, so it holds no times. */
export interface FitReport {
  readonly classes: number;
  /** Number of snippets that were cut from the descriptions. */
  readonly pieces: number;
  /** Number of generated examples. */
  readonly generated: number;
  /** Number of the user's own examples. */
  readonly real: number;
  /** Number of examples whose vectors were used, if there are too many to use them all; words are learned from all. */
  readonly embedded?: number;
  /**
   * What the probabilities were calibrated on: a rule without held-out examples, or a number of held-out examples. Equal
   * and nearly equal texts count once per label.
   */
  readonly calibratedOn:
    | { readonly basis: "rule" }
    | { readonly basis: "held-out rows"; readonly rows: number };
  /**
   * Accuracy on held-out examples, 0 to 1. Each is scored by a fit without it and without equal or nearly equal texts. If
   * the encoder was fine-tuned, only examples count that it was not fine-tuned on. Absent if there are no such examples.
   */
  readonly heldOutAccuracy?: number;
  /** Only if texts may have several labels. */
  readonly labelSets?: LabelSetReport;
  /** Size of the word model. Absent if words are not used, because they did not clearly help on held-out rows. */
  readonly words?: WordsReport;
  /** What texts without labels changed; absent if none were given. */
  readonly unlabeled?: UnlabeledReport;
  /** The tree that the names of the classes make; absent if they are not paths. */
  readonly hierarchy?: HierarchyReport;
  readonly warnings: readonly TrainingWarning[];
}

/** Size of a tree of classes. */
export interface HierarchyReport {
  /** Number of levels. The classes are the leaves. */
  readonly levels: number;
  /** Number of nodes above the classes. */
  readonly innerNodes: number;
}

/** Size of a word model. */
export interface WordsReport {
  /** Number of different words, pairs of words and character n-grams. */
  readonly grams: number;
  /** Number of bytes in the model folder. */
  readonly bytes: number;
}

/** What a model was trained on, how accurate it is, and how its encoder was fine-tuned. */
export interface TrainingReport extends FitReport {
  /** Absent if fine-tuning was never tried. */
  readonly tuning?: TuningReport;
  /** Number of examples that are too long to be read completely. Absent if there are none. */
  readonly longExamples?: number;
}

/** Adds how fine-tuning went to the report of a fit. */
export function withTuning(report: FitReport, tuning: TuningReport | undefined): TrainingReport {
  return tuning === undefined ? report : { ...report, tuning };
}

export interface TrainingWarning {
  /** "corrected-otherwise": an example has another label than a correction of its text, which counts. */
  readonly kind:
    | "similar-classes"
    | "thin-prompt"
    | "contradictory-labels"
    | "unfamiliar-language"
    | "unlabeled-missing"
    | "corrected-otherwise";
  /** The classes that the warning is about. */
  readonly classes: readonly string[];
  /** One sentence for the user. */
  readonly message: string;
}
