import type { ClassGroup } from "../../class-groups/class-group.ts";
import type { EncoderIdentity } from "../../encoder/encoder.ts";
import type { GenerationCost } from "../../model-file/model.ts";
import type { JsonValue } from "../../task/task.ts";
import type { TrainingReport } from "../../trained-model/fit.ts";

/** What a model is made of and how good it is. It is made from the model alone and holds no times. */
export interface ModelCard {
  /** Version of pilesort that made the card, and of the format of the model folder. */
  readonly versions: { readonly pilesort: string; readonly format: number };
  /** In the order of the model. */
  readonly classes: readonly CardClass[];
  /**
   * Groups of similar classes, for readers. Empty for fewer than 100 classes, for a hierarchy, whose names say how classes
   * belong together, and before training.
   */
  readonly groups: readonly ClassGroup[];
  /** Number of examples by origin. Snippets of descriptions are not counted. */
  readonly examples: OriginCounts;
  /** Number of out-of-scope examples by origin. */
  readonly noneExamples: OriginCounts;
  /** Writing systems of the texts, the most common first. From a sample of 2,000 texts if there are more. */
  readonly scripts: readonly ScriptShare[];
  /** The encoder without its adapter. Absent before training. */
  readonly encoder?: CardEncoder;
  /** Settings of the training: seed, priors, cleaning and limits. */
  readonly settings: Readonly<Record<string, JsonValue>>;
  /** Report of the training. Absent before training. */
  readonly training?: TrainingReport;
  /** Measured quality, each figure with its source. Empty if fewer than 20 texts were held out. */
  readonly figures: readonly CardFigure[];
  /** Pairs of classes that the held-out answers confuse, the most frequent first; at most ten. */
  readonly confusions: readonly CardConfusion[];
  /** What language models used to generate examples. Empty if it is not known. */
  readonly generation: readonly GenerationCost[];
  /** Number of corrections that are in effect, of those that no training has learnt from, and of pinned tests. */
  readonly corrections: { readonly inEffect: number; readonly open: number; readonly pinned: number };
}

/** A class on a model card. */
export interface CardClass extends OriginCounts {
  readonly name: string;
  readonly description?: string;
}

/** Number of examples by origin. */
export interface OriginCounts {
  readonly real: number;
  readonly generated: number;
}

/** An encoder on a model card. */
export interface CardEncoder extends EncoderIdentity {
  /** Absent if it is not known. */
  readonly license?: string;
  /** What the encoder is for, such as its languages. Absent if it is not known. */
  readonly description?: string;
}

/** A measured figure. */
export interface CardFigure {
  readonly name:
    | "accuracy"
    | "expected calibration error"
    | "log loss"
    | "answered at 95 % precision"
    | "micro-F1"
    | "macro-F1";
  readonly value: number;
  /** Number of texts that it was measured on. */
  readonly rows: number;
  /** One sentence that says how it was measured. */
  readonly source: string;
}

/** Texts of one class that were answered with another. */
export interface CardConfusion {
  readonly truth: string;
  readonly answer: string;
  /** Number of held-out texts of the class `truth` that got `answer`. */
  readonly count: number;
  /** Number of held-out texts of the class `truth`. */
  readonly rows: number;
}

/** Share of the texts, 0 to 1, most of whose letters are of a writing system. */
export interface ScriptShare {
  readonly script: string;
  readonly share: number;
}
