/** One step of a long piece of work. Library code prints nothing; whoever wants to see progress listens. */
export interface ProgressEvent {
  /** What is being done. */
  readonly stage: "load" | "embed" | "fit" | "calibrate" | "classify" | "download" | "generate";
  /** Units done so far, and in all where that is known. */
  readonly done: number;
  readonly total?: number;
  /** The unit that done and total count. */
  readonly unit: "texts" | "classes" | "rows" | "bytes" | "steps" | "calls";
  /** What a language model has written so far, while it writes piles. */
  readonly generation?: GenerationProgress;
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
