import type { Adapter } from "../adapter/adapter.ts";
import type { CheckpointStore } from "./checkpoint.ts";
import type { CosineHead } from "./cosine-head.ts";
import type { HeldOutResult } from "./evaluate-rows.ts";
import type { TuningRow } from "./labeled-rows.ts";

export interface TuneOptions {
  /** All randomness comes from it: the adapter's start, the order of rows and dropout. */
  readonly seed: number;
  /** Times that every row is seen; as `planTuning` says unless given. */
  readonly epochs?: number;
  /** Rows of one optimisation step at most; 32 unless given. */
  readonly batchRows?: number;
  /** AdamW's highest rate; 1e-3 unless given. */
  readonly learningRate?: number;
  /** Of 256 numbers, how many dropout leaves out, 0 to 127; a tenth from 2,000 rows on, and none before, unless given. */
  readonly droppedOutOf256?: number;
  /** Rows that are not learnt from: the epoch with the lowest loss on them is kept. Without them the last one is. */
  readonly heldOut?: readonly TuningRow[];
  /** An adapter to go on from, of the engine's rank; without it tuning starts from the base encoder. */
  readonly from?: Adapter;
  /** Where tuning is kept as it runs. What is read from there is gone on from if it is of the same tuning. */
  readonly checkpoints?: CheckpointStore;
  /** Fingerprint of the base encoder: a checkpoint of another one is not gone on from. */
  readonly base?: string;
  /** Tuning stops and keeps the best epoch so far; a checkpoint of where it was is written. */
  readonly signal?: AbortSignal;
  /** Called synchronously before the first step, after every step and after every part of the held-out rows. */
  readonly onProgress?: (progress: TuningProgress) => void;
}

export interface TuningProgress {
  /** Epochs from 1; 0 before the first step. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps taken, those before a checkpoint counted. */
  readonly step: number;
  readonly steps: number;
  /** The last step's loss; absent before the first one of this run. */
  readonly loss?: number;
  /** The mean of it over the epoch so far; absent before the first step. */
  readonly meanLoss?: number;
  /** How the held-out rows fared when they were last looked at. */
  readonly heldOutResult?: HeldOutResult;
  /** The share of all work that is done, from 0 to 1; it ends below 1 where tuning ends early. */
  readonly share: number;
}

export interface Tuned {
  /** Every number is a half float. */
  readonly adapter: Adapter;
  readonly head: CosineHead;
  /** The epoch that was kept; 0 where it is the start, which is the untuned encoder or the adapter gone on from. */
  readonly epoch: number;
  /** Epochs that there would be at most. */
  readonly epochs: number;
  /**
   * How held-out rows fared before tuning and after each epoch that was finished, each time with the adapter as it
   * would have been returned. Empty where tuning was stopped before the first look.
   */
  readonly heldOutResults: readonly HeldOutResult[];
  /**
   * Why tuning ended: all epochs done, the held-out loss rose for two epochs, the signal fired, or the loss, a gradient
   * or a parameter was not a finite number.
   */
  readonly ended: "finished" | "heldOut" | "stopped" | "notFinite";
}
