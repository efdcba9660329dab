import type { Adapter } from "../adapter/adapter.ts";
import type { CheckpointStore } from "./checkpoint.ts";
import type { CosineHead } from "./cosine-head.ts";
import type { TuningRow } from "./labeled-rows.ts";
import type { HeldOutResult } from "./tuning-losses.ts";

/** Options of tune(). */
export interface TuneOptions {
  /** Seed of all randomness: the starting adapter, the order of rows and dropout. */
  readonly seed: number;
  /** Passes over the rows. Default: chosen by `planTuning`. */
  readonly epochs?: number;
  /** Maximum number of rows per optimization step. Default: 32. */
  readonly batchRows?: number;
  /** Highest learning rate of AdamW. Default: 1e-3. */
  readonly learningRate?: number;
  /** Dropout rate in units of 1/256, 0 to 127. Default: 26 (a tenth) from 2,000 rows, else 0. */
  readonly droppedOutOf256?: number;
  /** Held-out rows: the epoch with the lowest loss on them is kept. Default: none, and the last epoch is kept. */
  readonly heldOut?: readonly TuningRow[];
  /** An adapter to continue from, of the engine's rank. Default: tuning starts from the base encoder. */
  readonly from?: Adapter;
  /** Where checkpoints are stored. Tuning resumes from a stored checkpoint if it belongs to the same tuning. */
  readonly checkpoints?: CheckpointStore;
  /** Fingerprint of the base encoder: a checkpoint of another encoder is ignored. */
  readonly base?: string;
  /** Stops tuning: a checkpoint is written, and the best epoch so far is returned. */
  readonly signal?: AbortSignal;
  /** Called synchronously before the first step, after every step, and after each part of the held-out rows. */
  readonly onProgress?: (progress: TuningProgress) => void;
}

/** How far a tuning is. */
export interface TuningProgress {
  /** The current epoch, from 1; 0 before the first step. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done, including those before a checkpoint. */
  readonly step: number;
  readonly steps: number;
  /** Loss of the last step. Absent before the first step of this run. */
  readonly loss?: number;
  /** Mean loss of the steps of this epoch. Absent before the first step. */
  readonly meanLoss?: number;
  /** The latest evaluation on the held-out rows. */
  readonly heldOutResult?: HeldOutResult;
  /** Share of the work that is done, 0 to 1. It ends below 1 if tuning ends early. */
  readonly share: number;
}

/** The result of tune(). */
export interface Tuned {
  /** Its numbers are representable in float16. */
  readonly adapter: Adapter;
  readonly head: CosineHead;
  /** The epoch that was kept; 0 is the state before tuning. */
  readonly epoch: number;
  /** Maximum number of epochs. */
  readonly epochs: number;
  /**
   * Evaluations on the held-out rows before tuning and after each finished epoch, with the adapter as it would have been
   * returned. Empty if there are no held-out rows or tuning was stopped before the first evaluation.
   */
  readonly heldOutResults: readonly HeldOutResult[];
  /**
   * Why tuning ended: all epochs are done, the held-out loss was not lower for two epochs, the signal was aborted, or a
   * loss, gradient or parameter was not finite.
   */
  readonly ended: "finished" | "heldOut" | "stopped" | "notFinite";
}
