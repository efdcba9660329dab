/** One step of a long piece of work. Library code prints nothing; whoever wants to see progress listens. */
export interface ProgressEvent {
  /** What is being done. */
  readonly stage: "load" | "embed" | "fit" | "calibrate" | "classify" | "download" | "generate" | "tune";
  /** Units done so far, and in all where that is known. */
  readonly done: number;
  readonly total?: number;
  /** The unit that done and total count. */
  readonly unit: "texts" | "classes" | "rows" | "bytes" | "steps" | "calls";
  /** What a language model has written so far, while it writes piles. */
  readonly generation?: GenerationProgress;
  /** How the encoder fares, while it is tuned. */
  readonly tuning?: TuningProgress;
}

/** How far the tuning of the encoder is. */
export interface TuningProgress {
  /** Times that every example was or is being seen, 0 before the first step, and how many there will be at most. */
  readonly epoch: number;
  readonly epochs: number;
  /** The mean cross-entropy of the examples seen in this epoch, nats; absent before the first step. */
  readonly loss?: number;
  /** The share of held-out examples that were told right after the last whole epoch, 0 to 1. */
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
