import type { ServerLanguageModel } from "../server-parts.ts";
import type { EvaluationInput } from "./evaluate-rows.ts";

/** What is added to a model before it is trained again. */
export interface TrainingInput {
  readonly classes?: readonly { readonly name: string; readonly description?: string }[];
  readonly examples?: readonly TrainingExample[];
  readonly tune?: boolean | "auto";
  readonly words?: boolean;
  /** Whether texts of a new model may have several labels. Default: false */
  readonly multiLabel?: boolean;
}

/** A text with its label, or with all its labels if texts may have several. */
interface TrainingExample {
  readonly text: string;
  readonly label?: string;
  readonly labels?: readonly string[];
}

/** What is generated. */
export interface GenerationInput {
  readonly examplesPerClass?: number;
  readonly task?: string;
  readonly maxCalls?: number;
}

export interface TrainingWork {
  readonly kind: "train";
  /** What `Classifier.toBytes` returned. Absent: a new model. */
  readonly model?: Uint8Array;
  /** Where the trained model is saved. */
  readonly folder: string;
  readonly input: TrainingInput;
}

export interface GenerationWork {
  readonly kind: "generate";
  readonly model: Uint8Array;
  readonly folder: string;
  /** Where replies and generated examples are kept. */
  readonly piles: string;
  readonly input: GenerationInput;
  readonly languageModel: ServerLanguageModel;
}

export interface EvaluationWork {
  readonly kind: "evaluate";
  readonly model: Uint8Array;
  readonly input: EvaluationInput;
}

/** What the process of a job does, as plain data. */
export type JobWork = TrainingWork | GenerationWork | EvaluationWork;
