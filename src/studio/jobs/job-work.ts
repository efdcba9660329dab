import type { ProgressEvent } from "../../index.ts";
import type { Database } from "../../store/database.ts";
import type { Job } from "../contract.ts";
import type { AnswerLoop } from "../project/answer-loop.ts";
import type { LiveModel } from "../project/live-model.ts";

/** What a job works with. */
export interface JobContext {
  readonly database: Database;
  readonly model: LiveModel;
  readonly loop: AnswerLoop;
  /** The folder of the project. */
  readonly folder: string;
  /** Cancels the job. */
  readonly signal: AbortSignal;
  /** Ends fine-tuning early, with the best state so far. */
  readonly finish: AbortSignal;
  /** A key of a language model, for this run only. */
  readonly key?: string;
  /** Environment variables with keys of language models. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onProgress: (event: ProgressEvent) => void;
}

/** What a job did. */
export interface JobResult {
  /** Sentences for people. */
  readonly results: readonly string[];
  /** The version that it made. */
  readonly version?: number;
}

/** Returns a progress event as jobs show it. */
export function progressOf(event: ProgressEvent): Job["progress"] {
  const { stage, unit, done, total, generation, tuning } = event;
  return {
    ...{ stage, unit, done },
    ...(total !== undefined && { total }),
    ...(tuning && {
      epoch: tuning.epoch,
      epochs: tuning.epochs,
      ...(tuning.heldOutAccuracy !== undefined && { heldOutAccuracy: tuning.heldOutAccuracy }),
    }),
    ...(generation && {
      examples: generation.examples,
      dropped: generation.rejected,
      tokensIn: generation.tokensIn,
      tokensOut: generation.tokensOut,
      ...(generation.cost !== undefined && { cost: generation.cost }),
    }),
  };
}
