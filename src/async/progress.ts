/** One step of a long piece of work. Library code prints nothing; whoever wants to see progress listens. */
export interface ProgressEvent {
  /** What is being done. */
  readonly stage: "load" | "embed" | "fit" | "calibrate" | "classify" | "download";
  /** Units done so far, and in all where that is known. */
  readonly done: number;
  readonly total?: number;
  /** The unit that done and total count. */
  readonly unit: "texts" | "classes" | "rows" | "bytes" | "steps";
}

/** Called synchronously, often; must return quickly and must not throw. */
export type ProgressListener = (event: ProgressEvent) => void;
