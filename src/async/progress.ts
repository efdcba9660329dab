/**
 * One step of long work. The field `stage` says which of the types an event is. The library prints nothing; it calls the
 * listener that is given as `onProgress`.
 */
export type ProgressEvent = EmbedProgress | FitProgress | DownloadProgress | GenerateProgress | TuneProgress;

/** The fields that every progress event has. */
export interface ProgressStep {
  /** Number of units done so far. */
  readonly done: number;
  /** Number of units in all, if it is known. */
  readonly total?: number;
  readonly generation?: undefined;
  readonly tuning?: undefined;
}

/** Texts are turned into vectors. */
export interface EmbedProgress extends ProgressStep {
  readonly stage: "embed";
  readonly unit: "texts";
}

/** The head is fitted and calibrated. */
export interface FitProgress extends ProgressStep {
  readonly stage: "fit";
  readonly unit: "steps";
}

/** An encoder is downloaded. */
export interface DownloadProgress extends ProgressStep {
  readonly stage: "download";
  readonly unit: "bytes";
}

/** A language model generates examples. */
export interface GenerateProgress extends Omit<ProgressStep, "generation"> {
  readonly stage: "generate";
  readonly unit: "calls";
  readonly generation: GenerationProgress;
}

/** The encoder is fine-tuned. */
export interface TuneProgress extends Omit<ProgressStep, "tuning"> {
  readonly stage: "tune";
  readonly unit: "steps";
  readonly tuning: TuningProgress;
}

/** Progress of fine-tuning. */
export interface TuningProgress {
  /** The current pass over the examples, from 1; 0 before the first step. */
  readonly epoch: number;
  /** Maximum number of passes. */
  readonly epochs: number;
  /** Mean cross-entropy of this epoch's examples so far, in nats. Absent before the first step. */
  readonly loss?: number;
  /** Accuracy on the held-out examples after the last complete epoch, 0 to 1. */
  readonly heldOutAccuracy?: number;
  /** Share of the work that is done, 0 to 1. It ends below 1 if fine-tuning ends early. */
  readonly share: number;
}

/** Progress of generation. */
export interface GenerationProgress {
  /** "classes": texts of every class. "borders": texts of confused classes and out-of-scope texts. "refill": missing texts. */
  readonly round: "classes" | "borders" | "refill";
  /** Number of examples kept so far. */
  readonly examples: number;
  /** Number of texts dropped so far. */
  readonly rejected: number;
  /** Tokens of all calls so far, resumed ones included. */
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** In the currency of the given prices. Absent without prices. */
  readonly cost?: number;
  /** Number of running calls. */
  readonly inFlight: number;
}

/** Receives progress events. It is called synchronously and often; it must return quickly and must not throw. */
export type ProgressListener = (event: ProgressEvent) => void;
