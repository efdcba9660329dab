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

/** How far the tuning of the encoder is. */
export interface TuningProgress {
  /** Times that every example was or is being seen, 0 before the first step, and how many there will be at most. */
  readonly epoch: number;
  readonly epochs: number;
  /** The mean cross-entropy of the examples seen in this epoch, nats; absent before the first step. */
  readonly loss?: number;
  /** Accuracy on the held-out examples after the last whole epoch, 0 to 1. */
  readonly heldOutAccuracy?: number;
  /** How much of all the work is done, 0 to 1; it ends below 1 where tuning ends early. */
  readonly share: number;
}

/** How far the writing of piles is. */
export interface GenerationProgress {
  /** "classes": every class by itself; "borders": where classes are confused, and beside them; "refill": what was short. */
  readonly round: "classes" | "borders" | "refill";
  /** Examples kept so far, and texts dropped. */
  readonly examples: number;
  readonly rejected: number;
  /** Tokens of all calls so far, resumed ones included. */
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** In the currency of the prices given; absent without prices. */
  readonly cost?: number;
  /** Calls under way at this moment. */
  readonly inFlight: number;
}

/** Called synchronously, often; must return quickly and must not throw. */
export type ProgressListener = (event: ProgressEvent) => void;
