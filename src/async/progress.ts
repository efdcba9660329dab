/** Reports one step of long work. The library prints nothing; a ProgressListener gets these events. */
export interface ProgressEvent {
  /** The kind of work. */
  readonly stage: "load" | "embed" | "fit" | "calibrate" | "classify" | "download" | "generate" | "tune";
  /** Number of units done so far. */
  readonly done: number;
  /** Number of all units, if it is known. */
  readonly total?: number;
  /** The unit of `done` and `total`. */
  readonly unit: "texts" | "classes" | "rows" | "bytes" | "steps" | "calls";
  /** Counts of the generation so far. Only for the stage "generate". */
  readonly generation?: GenerationProgress;
  /** State of the fine-tuning. Only for the stage "tune". */
  readonly tuning?: TuningProgress;
}

/** The state of the fine-tuning of the encoder. */
export interface TuningProgress {
  /** The epoch in progress, from 1. Zero before the first step. */
  readonly epoch: number;
  /** Maximum number of epochs. */
  readonly epochs: number;
  /** The mean cross-entropy of the examples seen in this epoch, in nats. Undefined before the first step. */
  readonly loss?: number;
  /** The share of held-out examples that were classified correctly after the last complete epoch, 0 to 1. */
  readonly heldOutAccuracy?: number;
  /** The share of the work that is done, 0 to 1. It ends below 1 if the fine-tuning stops early. */
  readonly share: number;
}

/** Counts of the generation of piles. */
export interface GenerationProgress {
  /** "classes": each class by itself; "borders": confused classes and out-of-scope texts; "refill": classes that are short. */
  readonly round: "classes" | "borders" | "refill";
  /** Number of examples kept so far. */
  readonly examples: number;
  /** Number of texts dropped so far. */
  readonly rejected: number;
  /** Number of tokens of all calls so far, including calls of earlier runs whose replies are used again. */
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** Cost in the currency of the given prices. Undefined without prices. */
  readonly cost?: number;
  /** Number of calls in progress now. */
  readonly inFlight: number;
}

/** Receives progress events. It is called often and synchronously, so it must return quickly. It must not throw. */
export type ProgressListener = (event: ProgressEvent) => void;
