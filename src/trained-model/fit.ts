import type { NoneModel } from "../calibration/none.ts";
import type { LinearHead } from "../head/linear-head.ts";
import type { TuningReport } from "./tuning-report.ts";
import type { UnlabeledReport } from "./unlabeled-report.ts";
import type { WordModel } from "./word-model.ts";

/** What training gives: everything that turns a text's vector into an answer. */
export interface Fit {
  /** Names of the classes; the head's rows, and every list of scores, follow this order inside a fit. */
  readonly classes: readonly string[];
  /** Subtracted from every text's vector first: [dimensions]. */
  readonly center: Float32Array;
  /** Scores of projected vectors; logits, so probabilities are their softmax. */
  readonly head: LinearHead;
  readonly none: NoneModel;
  /** Its logits are added to those of the head. Absent if words did not clearly help on held-out rows. */
  readonly words?: WordModel;
  readonly report: FitReport;
}

/** What a model was trained from and how far to trust it; saved with the model, so it holds no times. */
export interface FitReport {
  readonly classes: number;
  /** Pieces cut from the prompts. */
  readonly pieces: number;
  readonly generated: number;
  /** The user's own rows. */
  readonly real: number;
  /** What the probabilities were fitted on; rows whose texts are equal or nearly equal count once per label. */
  readonly calibratedOn:
    | { readonly basis: "rule" }
    | { readonly basis: "held-out rows"; readonly rows: number };
  /**
   * Accuracy on held-out rows, 0 to 1: each is scored by a fit without it and without equal or nearly equal texts.
   * If the encoder was tuned, only rows that it was not tuned on count. Absent if there are no such rows.
   */
  readonly heldOutAccuracy?: number;
  /** Size of the word model. Absent if words are not used, because they did not clearly help on held-out rows. */
  readonly words?: WordsReport;
  /** What texts without labels changed; absent if none were given. */
  readonly unlabeled?: UnlabeledReport;
  readonly warnings: readonly TrainingWarning[];
}

/** Size of a word model. */
export interface WordsReport {
  /** Number of different words, pairs of words and character n-grams. */
  readonly grams: number;
  /** Number of bytes in the model folder. */
  readonly bytes: number;
}

/** What a model was trained from, how accurate it is, and how its encoder was fine-tuned. */
export interface TrainingReport extends FitReport {
  /** Absent if the encoder is not fine-tuned and the last training did not try to. */
  readonly tuning?: TuningReport;
  /** Number of examples that are too long to be read whole; absent if there are none. */
  readonly longExamples?: number;
}

/** Adds how fine-tuning went to the report of a fit. */
export function withTuning(report: FitReport, tuning: TuningReport | undefined): TrainingReport {
  return tuning === undefined ? report : { ...report, tuning };
}

export interface TrainingWarning {
  readonly kind: "similar-classes" | "thin-prompt" | "contradictory-labels" | "unlabeled-missing";
  /** The classes it is about. */
  readonly classes: readonly string[];
  /** One sentence for a reader. */
  readonly message: string;
}
