import { type Matrix, zeros } from "../../math/matrix.ts";
import type { Adapter } from "../adapter/adapter.ts";
import { AdamW } from "./adam-w.ts";
import type { HeldOutResult } from "./tuning-losses.ts";

/** Everything that changes during tuning. With the rows and the options it decides all that follows. */
export interface TuningState {
  /** Steps done. */
  step: number;
  /** Sum of the losses of the current epoch's steps. */
  lossSum: number;
  /** Number of epochs that are finished and evaluated; -1 until the start is evaluated. */
  evaluatedEpochs: number;
  /** Evaluations of the start and of each finished epoch. Empty if no row is held out. */
  readonly heldOutResults: HeldOutResult[];
  readonly adapter: Adapter;
  /** The numbers of the head: see CosineHead. */
  readonly classes: Matrix;
  readonly adapterSteps: AdamW;
  readonly classSteps: AdamW;
  readonly best: BestEpoch;
}

/** The parameters of the best epoch so far. */
interface BestEpoch {
  epoch: number;
  /** The adapter's numbers in float16, as they are returned. */
  readonly adapter: Uint16Array;
  readonly classes: Float32Array;
}

/** Creates the state before the first step. The numbers of the head are zeros and must be set. */
export function createState(adapter: Adapter, classCount: number, columns: number): TuningState {
  const classes = zeros(classCount, columns);
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

/** Makes the current parameters those of the best epoch. @param halves the adapter's numbers in float16 */
export function keepEpoch({ best, classes }: TuningState, epoch: number, halves: Uint16Array): void {
  best.epoch = epoch;
  best.adapter.set(halves);
  best.classes.set(classes.data);
}
