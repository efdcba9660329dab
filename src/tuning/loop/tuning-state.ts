import { type Matrix, zeros } from "../../math/matrix.ts";
import type { Adapter } from "../adapter/adapter.ts";
import { AdamW } from "./adam-w.ts";
import type { HeldOutResult } from "./evaluate-rows.ts";

/** All that changes while tuning runs: with the rows and the options it decides everything that follows. */
export interface TuningState {
  /** Steps taken. */
  step: number;
  /** Sum of the losses of the steps of the epoch under way. */
  lossSum: number;
  /** Epochs that ended and were judged; -1 before the start was. */
  evaluatedEpochs: number;
  /** How held-out rows fared at the start and after each epoch judged; empty where none are held out. */
  readonly heldOutResults: HeldOutResult[];
  readonly adapter: Adapter;
  /** The head's vectors, [classes, hidden]. */
  readonly classes: Matrix;
  readonly adapterSteps: AdamW;
  readonly classSteps: AdamW;
  readonly best: BestEpoch;
}

/** The parameters to go back to. */
interface BestEpoch {
  epoch: number;
  /** The adapter's numbers as half floats: as it is returned. */
  readonly adapter: Uint16Array;
  readonly classes: Float32Array;
}

/** Before the first step; the head's vectors are still to be set. */
export function createState(adapter: Adapter, classCount: number, hidden: number): TuningState {
  const classes = zeros(classCount, hidden);
  return {
    step: 0,
    lossSum: 0,
    evaluatedEpochs: -1,
    heldOutResults: [],
    adapter,
    classes,
    adapterSteps: new AdamW(adapter.data.length),
    classSteps: new AdamW(classes.data.length),
    best: {
      epoch: 0,
      adapter: new Uint16Array(adapter.data.length),
      classes: new Float32Array(classes.data.length),
    },
  };
}
