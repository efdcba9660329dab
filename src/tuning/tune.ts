import { scaleRowsToUnitLength } from "../encoder/unit-length.ts";
import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import { createRandom } from "../math/random.ts";
import { AdamW, warmUpAndDecay } from "./adam-w.ts";
import { type Adapter, startingAdapter } from "./adapter.ts";
import { epochBatches } from "./epoch-batches.ts";
import { labeledBatch, type TuningRow } from "./labeled-rows.ts";
import type { StepGradients, TuningEngine } from "./tuning-engine.ts";

export interface TuneOptions {
  /** All randomness comes from it: the adapter's start and the order of rows. */
  readonly seed: number;
  /** Times that every row is seen; 10 unless given. */
  readonly epochs?: number;
  /** Rows of one optimisation step; 32 unless given. */
  readonly batchRows?: number;
  /** AdamW's highest rate; 1e-3 unless given. */
  readonly learningRate?: number;
  /** Rows that are not learnt from: the epoch with the lowest loss on them is kept. Without them the last one is. */
  readonly heldOut?: readonly TuningRow[];
  /** Tuning stops and keeps the best epoch so far. */
  readonly signal?: AbortSignal;
  /** Called synchronously after every step. */
  readonly onProgress?: (progress: TuningProgress) => void;
}

interface TuningProgress {
  /** Epochs from 1. */
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly steps: number;
  /** The step's loss. */
  readonly loss: number;
  /** How the held-out rows fared after the last whole epoch. */
  readonly heldOut?: HeldOut;
}

interface HeldOut {
  readonly loss: number;
  readonly accuracy: number;
}

/** A softmax over cosines, scores = 20 cos(text, class): the head that tuning trains along. */
interface CosineHead {
  readonly classNames: readonly string[];
  /** [classes, hidden] */
  readonly vectors: Matrix;
}

export interface Tuned {
  readonly adapter: Adapter;
  readonly head: CosineHead;
  /** The epoch that was kept; 0 where it is the start, which is the untuned encoder. */
  readonly epoch: number;
  /** How held-out rows fared before tuning and after each epoch that was finished. */
  readonly heldOut: readonly HeldOut[];
  /**
   * Why tuning ended: all epochs done, the held-out loss rose for two epochs, the signal fired, or the loss or a
   * gradient was not a finite number.
   */
  readonly ended: "finished" | "heldOut" | "stopped" | "notFinite";
}

const labelSmoothing = 0.1;
const warmUpShare = 0.1;
/** Epochs without a lower held-out loss that end tuning. */
const patience = 2;

/**
 * Tunes an encoder to tell classes apart: AdamW on an adapter and on a cosine head that starts from the class means.
 *
 * The same rows, options and machine give the same bits. The engine is left with the adapter that is returned.
 * @param rows at least one; every class should have some.
 */
export async function tune(
  engine: TuningEngine,
  rows: readonly TuningRow[],
  classNames: readonly string[],
  options: TuneOptions,
): Promise<Tuned> {
  const run = await TuningRun.start(engine, rows, classNames, options);
  const ended = await run.train();
  return run.best(ended);
}

/** The parameters of a finished epoch, to go back to. */
interface Snapshot {
  readonly epoch: number;
  readonly adapter: Float32Array;
  readonly head: Float32Array;
  readonly loss: number;
}

class TuningRun {
  readonly #engine: TuningEngine;
  readonly #rows: readonly TuningRow[];
  readonly #options: TuneOptions;
  readonly #adapter: Adapter;
  readonly #head: CosineHead;
  readonly #heldOut: HeldOut[] = [];
  #best: Snapshot;

  private constructor(
    engine: TuningEngine,
    rows: readonly TuningRow[],
    adapter: Adapter,
    head: CosineHead,
    options: TuneOptions,
  ) {
    this.#engine = engine;
    this.#rows = rows;
    this.#options = options;
    this.#adapter = adapter;
    this.#head = head;
    this.#best = this.#snapshot(0, Number.POSITIVE_INFINITY);
  }

  static async start(
    engine: TuningEngine,
    rows: readonly TuningRow[],
    classNames: readonly string[],
    options: TuneOptions,
  ): Promise<TuningRun> {
    const adapter = startingAdapter(engine.weights, createRandom(options.seed), engine.adapterOptions);
    await engine.putOn(adapter);
    const vectors = await engine.embed(rows.map(({ ids }) => ids));
    const head = { classNames, vectors: classMeans(vectors, rows, classNames) };
    const run = new TuningRun(engine, rows, adapter, head, options);
    await run.#judge(0);
    return run;
  }

  async train(): Promise<Tuned["ended"]> {
    const { epochs = 10, batchRows = 32, learningRate = 1e-3, seed, signal, onProgress } = this.#options;
    const lengths = this.#rows.map(({ ids }) => ids.length);
    const steps = epochs * Math.ceil(this.#rows.length / batchRows);
    const warmUp = Math.max(1, Math.round(steps * warmUpShare));
    const adapterSteps = new AdamW(this.#adapter.data.length);
    const headSteps = new AdamW(this.#head.vectors.data.length);
    let step = 0;
    for (let epoch = 1; epoch <= epochs; epoch++) {
      for (const batch of epochBatches(lengths, batchRows, createRandom(seed + epoch))) {
        if (signal?.aborted) return "stopped";
        const gradients = await this.#gradients(batch.map((i) => this.#rows[i]));
        if (!allFinite(gradients)) return "notFinite";
        const rate = learningRate * warmUpAndDecay(step, steps, warmUp);
        adapterSteps.step(this.#adapter.data, gradients.adapter.data, rate);
        headSteps.step(this.#head.vectors.data, gradients.classes.data, rate);
        await this.#engine.putOn(this.#adapter);
        step++;
        onProgress?.({ epoch, epochs, step, steps, loss: gradients.loss, heldOut: this.#heldOut.at(-1) });
      }
      if (!(await this.#judge(epoch))) return "notFinite";
      if (epoch - this.#best.epoch >= patience) return "heldOut";
    }
    return "finished";
  }

  async best(ended: Tuned["ended"]): Promise<Tuned> {
    const { epoch, adapter, head } = this.#best;
    this.#adapter.data.set(adapter);
    this.#head.vectors.data.set(head);
    await this.#engine.putOn(this.#adapter);
    return { adapter: this.#adapter, head: this.#head, epoch, heldOut: this.#heldOut, ended };
  }

  #gradients(rows: readonly TuningRow[]): Promise<StepGradients> {
    const batch = labeledBatch(rows, this.#head.classNames, labelSmoothing);
    return this.#engine.step(batch, this.#head.vectors);
  }

  /** Looks at the held-out rows and keeps the epoch where it is the best; false where the loss is not finite. */
  async #judge(epoch: number): Promise<boolean> {
    const { heldOut = [] } = this.#options;
    if (heldOut.length === 0) {
      this.#best = this.#snapshot(epoch, 0);
      return true;
    }
    const batch = labeledBatch(heldOut, this.#head.classNames, labelSmoothing);
    const { loss, scores } = await this.#engine.judge(batch, this.#head.vectors);
    if (!Number.isFinite(loss)) return false;
    const { classNames } = this.#head;
    const right = heldOut.filter(({ label }, i) => classNames[argmax(rowOf(scores, i))] === label);
    this.#heldOut.push({ loss, accuracy: right.length / heldOut.length });
    if (loss < this.#best.loss) this.#best = this.#snapshot(epoch, loss);
    return true;
  }

  #snapshot(epoch: number, loss: number): Snapshot {
    const [adapter, head] = [this.#adapter.data.slice(), this.#head.vectors.data.slice()];
    return { epoch, adapter, head, loss };
  }
}

/** Directions of the means of unit vectors, [classes, hidden]; a class without rows gets the mean of all. */
function classMeans(vectors: Matrix, rows: readonly TuningRow[], classNames: readonly string[]): Matrix {
  const index = new Map(classNames.map((name, i) => [name, i]));
  const means = zeros(classNames.length, vectors.columns);
  const counts = new Float64Array(classNames.length);
  const whole = new Float32Array(vectors.columns);
  for (const [i, { label }] of rows.entries()) {
    const column = index.get(label) ?? 0;
    counts[column]++;
    const vector = rowOf(vectors, i);
    const sum = rowOf(means, column);
    for (let k = 0; k < vector.length; k++) {
      sum[k] += vector[k];
      whole[k] += vector[k];
    }
  }
  for (const [column, count] of counts.entries()) if (count === 0) rowOf(means, column).set(whole);
  scaleRowsToUnitLength(means);
  return means;
}

function argmax(values: Float32Array): number {
  return values.reduce((best, value, i) => (value > values[best] ? i : best), 0);
}

function allFinite({ loss, adapter, classes }: StepGradients): boolean {
  const finite = (value: number) => Number.isFinite(value);
  return finite(loss) && adapter.data.every(finite) && classes.data.every(finite);
}
