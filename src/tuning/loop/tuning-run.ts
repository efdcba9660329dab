import { setImmediate as nextTurn } from "node:timers/promises";
import { fromFloat16, toFloat16 } from "../../math/float16.ts";
import { createRandom } from "../../math/random.ts";
import { areFinite } from "../../math/vector.ts";
import { type Adapter, continuedAdapter, startingAdapter, zeroAdapter } from "../adapter/adapter.ts";
import type { Dropout } from "../graph/dropout.ts";
import { headLosses } from "../graph/head-loss.ts";
import { warmUpAndDecay } from "./adam-w.ts";
import { encodeCheckpoint, restoreCheckpoint, tuningKey } from "./checkpoint.ts";
import { type CosineHead, embedRows, startingRows } from "./cosine-head.ts";
import { epochBatches } from "./epoch-batches.ts";
import { evaluateRows } from "./evaluate-rows.ts";
import { labeledBatch, type TuningRow } from "./labeled-rows.ts";
import type { StepGradients, TuningEngine } from "./tuning-engine.ts";
import { tuningLosses } from "./tuning-losses.ts";
import { planTuning, shareDone, type TuningPlan } from "./tuning-plan.ts";
import { createState, keepEpoch, type TuningState } from "./tuning-state.ts";
import type { Tuned, TuneOptions } from "./tuning-types.ts";

/** Share of the steps in which the learning rate rises. If it is larger, tuning starts more carefully. */
const warmUpShare = 0.1;
/** Number of rows from which dropout is used. Fewer rows gained nothing from it. */
const rowsForDropout = 2000;
/** Dropout rate in units of 1/256: a tenth, as in BERT's own training. A larger rate regularizes more. */
const usualDropoutRate = 26;
/** Added to the seed for dropout, so that its draws differ from those of the order of rows. */
const dropoutSeeds = 2 ** 32;
/** Tuning ends after this number of epochs without a lower held-out loss. A larger number takes more time. */
const patience = 2;
/**
 * Steps between two checkpoints, about ten seconds; writing one takes a tenth of a second. With more steps a killed
 * tuning loses more work.
 */
const stepsPerCheckpoint = 25;

/** Runs one tuning. Each step depends on the state alone, so that it can stop and resume from a checkpoint anywhere. */
export class TuningRun {
  readonly #engine: TuningEngine;
  readonly #rows: readonly TuningRow[];
  readonly #lengths: readonly number[];
  readonly #options: TuneOptions & {
    readonly heldOut: readonly TuningRow[];
    readonly learningRate: number;
    readonly droppedOutOf256: number;
  };
  readonly #plan: TuningPlan;
  readonly #head: CosineHead;
  readonly #state: TuningState;
  /** Receives the adapter rounded to float16 before the engine uses it. */
  readonly #rounded: Adapter;
  readonly #stepsPerEpoch: number;
  #key = "";
  /** The batches of the current epoch. */
  #drawn: { readonly epoch: number; readonly batches: readonly number[][] } | undefined;
  /** Loss of the last step. */
  #loss: number | undefined;
  #savedStep = 0;

  constructor(
    engine: TuningEngine,
    rows: readonly TuningRow[],
    classNames: readonly string[],
    options: TuneOptions,
  ) {
    const { heldOut = [], learningRate = 1e-3, from, seed } = options;
    const { weights, adapterOptions } = engine;
    this.#engine = engine;
    this.#rows = rows;
    this.#lengths = rows.map(({ ids }) => ids.length);
    const usualDropout = rows.length < rowsForDropout ? 0 : usualDropoutRate;
    const { droppedOutOf256 = usualDropout } = options;
    this.#options = { ...options, heldOut, learningRate, droppedOutOf256 };
    this.#plan = planTuning(this.#lengths, { ...options, heldOut: heldOut.map(({ ids }) => ids.length) });
    this.#stepsPerEpoch = this.#plan.steps / this.#plan.epochs;
    const adapter =
      from === undefined
        ? startingAdapter(weights, createRandom(seed), adapterOptions)
        : continuedAdapter(weights, from, adapterOptions);
    const columns = headLosses[engine.lossName].columns(weights.words.columns);
    this.#state = createState(adapter, classNames.length, columns);
    this.#head = { classNames, vectors: this.#state.classes };
    this.#rounded = zeroAdapter(weights, adapterOptions);
  }

  async run(): Promise<Tuned> {
    const ready = (await this.#restore()) || (await this.#begin());
    const ended = ready ? await this.#train() : "stopped";
    if (ended === "stopped" && this.#savedStep !== this.#state.step) await this.#save();
    return await this.#result(ended);
  }

  async #restore(): Promise<boolean> {
    const { checkpoints, base = "", seed, learningRate, droppedOutOf256, heldOut, from } = this.#options;
    if (checkpoints === undefined) return false;
    const { epochs, batchRows } = this.#plan;
    const { adapterOptions, lossName } = this.#engine;
    const settings = { seed, epochs, batchRows, learningRate, droppedOutOf256, ...adapterOptions };
    this.#key = tuningKey({
      base,
      settings: { ...settings, ...(lossName === "sigmoid" && { sigmoid: 1 }) },
      classNames: this.#head.classNames,
      rows: this.#rows,
      heldOut,
      from,
    });
    const bytes = await checkpoints.read();
    const isRestored = bytes !== undefined && restoreCheckpoint(bytes, this.#key, this.#state);
    if (isRestored) this.#savedStep = this.#state.step;
    return isRestored;
  }

  /** Sets the head to its start. Returns false if tuning was stopped; the start is then that of the rows so far. */
  async #begin(): Promise<boolean> {
    const { adapter, classes } = this.#state;
    const rows = startingRows(this.#rows, createRandom(this.#options.seed));
    await this.#engine.useAdapter(adapter);
    const { vectors, continues } = await embedRows(this.#engine, rows, () => this.#mayContinue());
    const { start } = tuningLosses[this.#engine.lossName];
    classes.data.set(start(vectors, rows.slice(0, vectors.rows), this.#head.classNames).data);
    keepEpoch(this.#state, 0, toFloat16(adapter.data));
    return continues;
  }

  async #train(): Promise<Tuned["ended"]> {
    for (;;) {
      if (!(await this.#mayContinue())) return "stopped";
      const { step, evaluatedEpochs } = this.#state;
      const isEpochOver = step === (evaluatedEpochs + 1) * this.#stepsPerEpoch;
      const ended = isEpochOver ? await this.#evaluate() : (this.#ending() ?? (await this.#step()));
      if (ended !== undefined) return ended;
      if (isEpochOver || this.#state.step - this.#savedStep >= stepsPerCheckpoint) await this.#save();
    }
  }

  /**
   * Reports progress and gives other tasks a turn. Returns false if the signal was aborted.
   * @param evaluatedShare share of the current evaluation that is done, 0 to 1
   */
  async #mayContinue(evaluatedShare = 0): Promise<boolean> {
    const { step, evaluatedEpochs, lossSum, heldOutResults } = this.#state;
    const { epochs, steps } = this.#plan;
    const epoch = Math.ceil(step / this.#stepsPerEpoch);
    const stepsOfEpoch = step - (epoch - 1) * this.#stepsPerEpoch;
    this.#options.onProgress?.({
      epoch,
      epochs,
      step,
      steps,
      loss: this.#loss,
      meanLoss: step === 0 ? undefined : lossSum / stepsOfEpoch,
      heldOutResult: heldOutResults.at(-1),
      share: shareDone(this.#plan, step, evaluatedEpochs + 1 + evaluatedShare),
    });
    // The runtime computes on this thread, so Ctrl-C is handled only between two turns of the event loop.
    await nextTurn();
    return !this.#options.signal?.aborted;
  }

  #ending(): Tuned["ended"] | undefined {
    const { evaluatedEpochs, best } = this.#state;
    if (evaluatedEpochs === this.#plan.epochs) return "finished";
    return evaluatedEpochs - best.epoch >= patience ? "heldOut" : undefined;
  }

  async #step(): Promise<"notFinite" | undefined> {
    const state = this.#state;
    const { steps } = this.#plan;
    await this.#engine.useAdapter(state.adapter);
    const batch = labeledBatch(this.#nextRows(), this.#head.classNames);
    const gradients = await this.#engine.step(batch, state.classes, this.#dropout());
    if (!hasFiniteNumbers(gradients)) return "notFinite";
    const warmUp = Math.max(1, Math.round(steps * warmUpShare));
    const rate = this.#options.learningRate * warmUpAndDecay(state.step, steps, warmUp);
    state.adapterSteps.step(state.adapter.data, gradients.adapter.data, rate);
    state.classSteps.step(state.classes.data, gradients.classes.data, rate);
    const isFirst = state.step % this.#stepsPerEpoch === 0;
    state.lossSum = (isFirst ? 0 : state.lossSum) + gradients.loss;
    state.step++;
    this.#loss = gradients.loss;
    return undefined;
  }

  #dropout(): Dropout | undefined {
    const { seed, droppedOutOf256 } = this.#options;
    if (droppedOutOf256 === 0) return undefined;
    return { outOf256: droppedOutOf256, seed: seed + dropoutSeeds + this.#state.step };
  }

  #nextRows(): TuningRow[] {
    const { step, evaluatedEpochs } = this.#state;
    const epoch = evaluatedEpochs + 1;
    if (this.#drawn?.epoch !== epoch) {
      const random = createRandom(this.#options.seed + epoch);
      this.#drawn = { epoch, batches: epochBatches(this.#lengths, this.#plan.batchRows, random) };
    }
    return this.#drawn.batches[step - evaluatedEpochs * this.#stepsPerEpoch].map((i) => this.#rows[i]);
  }

  /** Evaluates on the held-out rows with the adapter as it would be returned, and keeps the epoch if it is the best. */
  async #evaluate(): Promise<"notFinite" | "stopped" | undefined> {
    const state = this.#state;
    const { heldOut } = this.#options;
    const halves = toFloat16(state.adapter.data);
    this.#rounded.data.set(fromFloat16(halves));
    if (!areFinite(this.#rounded.data) || !areFinite(state.classes.data)) return "notFinite";
    if (heldOut.length > 0) {
      await this.#engine.useAdapter(this.#rounded);
      const found = await evaluateRows(this.#engine, heldOut, this.#head, (share) =>
        this.#mayContinue(share),
      );
      if (found === undefined) return "stopped";
      if (!Number.isFinite(found.loss)) return "notFinite";
      state.heldOutResults.push(found);
    }
    state.evaluatedEpochs++;
    const { evaluatedEpochs, best } = state;
    if (
      heldOut.length === 0 ||
      state.heldOutResults[evaluatedEpochs].loss < state.heldOutResults[best.epoch].loss
    ) {
      keepEpoch(state, evaluatedEpochs, halves);
    }
    return undefined;
  }

  async #save(): Promise<void> {
    const { checkpoints } = this.#options;
    this.#savedStep = this.#state.step;
    if (checkpoints !== undefined) await checkpoints.write(encodeCheckpoint(this.#key, this.#state));
  }

  async #result(ended: Tuned["ended"]): Promise<Tuned> {
    const { best, heldOutResults, classes } = this.#state;
    const adapter = this.#rounded;
    adapter.data.set(fromFloat16(best.adapter));
    await this.#engine.useAdapter(adapter);
    const head = { ...this.#head, vectors: { ...classes, data: best.classes } };
    return { adapter, head, epoch: best.epoch, epochs: this.#plan.epochs, heldOutResults, ended };
  }
}

function hasFiniteNumbers({ loss, adapter, classes }: StepGradients): boolean {
  return Number.isFinite(loss) && areFinite(adapter.data) && areFinite(classes.data);
}
