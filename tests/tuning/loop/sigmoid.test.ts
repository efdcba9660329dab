import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { linearNames } from "../../../src/encoder/transformer/encoder-weights.ts";
import { createRandom } from "../../../src/math/random.ts";
import { sigmoid, softplus } from "../../../src/math/sigmoid.ts";
import type { CheckpointStore } from "../../../src/tuning/loop/checkpoint.ts";
import type { TuningRow } from "../../../src/tuning/loop/labeled-rows.ts";
import { startingLabels } from "../../../src/tuning/loop/sigmoid-head.ts";
import { tune } from "../../../src/tuning/loop/tune.ts";
import { type LabeledBatch, TuningEngine } from "../../../src/tuning/loop/tuning-engine.ts";
import type { TuneOptions } from "../../../src/tuning/loop/tuning-types.ts";
import { matrixOf } from "../../math/matrices.ts";
import { tinyAdapter, tinyBert, tinyWeights } from "../tiny-bert.ts";

/** The output of `fixtures/make_tiny_sigmoid.py`: PyTorch 2.15, float64. */
const reference: {
  readonly targets: number[][];
  readonly thresholds: number[];
  readonly scores: number[][];
  readonly loss: number;
  readonly gradients: Record<string, number[][]>;
  readonly headGradient: number[][];
} = JSON.parse(readFileSync(new URL("../fixtures/tiny-sigmoid.json", import.meta.url), "utf8"));

const head = matrixOf(tinyBert.classes.map((vector, c) => [...vector, reference.thresholds[c]]));
const batch: LabeledBatch = {
  texts: tinyBert.texts,
  targets: matrixOf(reference.targets),
  rowWeights: Float32Array.from(tinyBert.rowWeights),
};

function relativeDifference(found: ArrayLike<number>, wanted: readonly number[]): number {
  expect(found.length).toBe(wanted.length);
  const largest = Math.max(...wanted.map(Math.abs));
  return Math.max(...wanted.map((value, i) => Math.abs(found[i] - value))) / largest;
}

const openEngine = (options: { readonly tokensAtOnce?: number } = {}) =>
  TuningEngine.open(tinyWeights(), { ...tinyBert, lossName: "sigmoid", threads: 1, ...options });

let engine: TuningEngine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.release());

describe("the loss of independent labels", () => {
  beforeAll(() => engine.useAdapter(tinyAdapter()));

  it("has PyTorch's scores, loss and gradients", async () => {
    const scores = await engine.score(tinyBert.texts, head);
    expect(relativeDifference(scores.data, reference.scores.flat())).toBeLessThan(1e-5);
    const step = await engine.step(batch, head);
    expect(Math.abs(step.loss / reference.loss - 1)).toBeLessThan(1e-5);
    expect(relativeDifference(step.classes.data, reference.headGradient.flat())).toBeLessThan(1e-5);
    for (const [i, block] of step.adapter.blocks.entries()) {
      for (const name of linearNames) {
        for (const part of ["down", "up"] as const) {
          const tensor = `${i}.${name}.${part}`;
          const wanted = reference.gradients[tensor].flat();
          expect(relativeDifference(block[name][part].data, wanted), tensor).toBeLessThan(1e-5);
        }
      }
    }
  });

  it("agrees with finite differences in every number of the head", async () => {
    const { classes: gradient } = await engine.step(batch, head);
    const largest = Math.max(...gradient.data.map(Math.abs));
    const distance = 2e-3;
    const lossWith = async (at: number, change: number) => {
      const data = head.data.slice();
      data[at] += change;
      return (await engine.step(batch, { ...head, data })).loss;
    };
    for (const at of gradient.data.keys()) {
      const slope = ((await lossWith(at, distance)) - (await lossWith(at, -distance))) / (2 * distance);
      expect(Math.abs(slope - gradient.data[at]) / largest, `number ${at}`).toBeLessThan(0.01);
    }
  });

  it("is the same in parts of one text", async () => {
    const small = await openEngine({ tokensAtOnce: 1 });
    await small.useAdapter(tinyAdapter());
    const [found, wanted] = [await small.step(batch, head), await engine.step(batch, head)];
    expect(Math.abs(found.loss / wanted.loss - 1)).toBeLessThan(1e-5);
    expect(relativeDifference(found.adapter.data, [...wanted.adapter.data])).toBeLessThan(1e-5);
    await small.release();
  });

  it("stays finite at scores far from zero", async () => {
    const far = { ...head, data: head.data.map((value, at) => (at % 17 === 16 ? 50 : value)) };
    const { loss, classes } = await engine.step(batch, far);
    const scores = await engine.score(tinyBert.texts, far);
    let wanted = 0;
    for (const [at, score] of scores.data.entries()) {
      const weight = tinyBert.rowWeights[Math.floor(at / 3)];
      wanted += weight * (softplus(score) - reference.targets.flat()[at] * score);
    }
    expect(loss / wanted).toBeCloseTo(1, 4);
    expect(classes.data.every(Number.isFinite)).toBe(true);
  });
});

const names = ["four", "five"];

/** Texts with token 4, token 5, both or none of them; the tokens are their labels. */
function rowsOfSets(count: number, seed: number): TuningRow[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const has = [i % 2, Math.floor(i / 2) % 2];
    const noise = Array.from({ length: 1 + random.nextInt(4) }, () => 6 + random.nextInt(14));
    const tokens = [4, 5].filter((_, c) => has[c] === 1);
    return { ids: [2, ...noise, ...tokens, 3], label: "four", target: Float32Array.from(has) };
  });
}

const options: TuneOptions = {
  seed: 7,
  epochs: 8,
  batchRows: 8,
  learningRate: 5e-3,
  heldOut: rowsOfSets(32, 2),
};

describe("tuning with several labels per text", () => {
  it("starts from probabilities that sum to the number of rows with the label", async () => {
    await engine.useAdapter(tinyAdapter());
    const rows = rowsOfSets(20, 3);
    const vectors = await engine.embed(rows.map(({ ids }) => ids));
    const scores = await engine.score(
      rows.map(({ ids }) => ids),
      startingLabels(vectors, rows, names),
    );
    for (const c of [0, 1]) {
      const sum = rows.reduce((total, _, i) => total + sigmoid(scores.data[2 * i + c]), 0);
      expect(sum).toBeCloseTo(10, 2);
    }
  });

  it("learns labels, both and none of them, and keeps the epoch with the lowest held-out loss", async () => {
    const tuned = await tune(engine, rowsOfSets(96, 1), names, options);
    const losses = tuned.heldOutResults.map(({ loss }) => loss);
    expect(tuned.epoch).toBe(losses.indexOf(Math.min(...losses)));
    expect(losses[tuned.epoch]).toBeLessThan(losses[0] / 2);
    expect(tuned.heldOutResults[tuned.epoch].accuracy).toBeGreaterThan(0.9);
    expect(tuned.head.vectors).toMatchObject({ rows: 2, columns: tinyBert.classes[0].length + 1 });
  });

  it("gives the same bits if it was stopped and resumed from a checkpoint, which softmax does not take", async () => {
    let stored: Uint8Array | undefined;
    const checkpoints: CheckpointStore = {
      read: async () => stored,
      write: async (bytes) => {
        stored = bytes;
      },
    };
    const brief = { ...options, epochs: 2 };
    const rows = rowsOfSets(48, 1);
    const whole = await tune(engine, rows, names, brief);
    const stop = new AbortController();
    await tune(engine, rows, names, {
      ...brief,
      checkpoints,
      signal: stop.signal,
      onProgress: ({ step }) => step === 7 && stop.abort(),
    });
    const steps: number[] = [];
    const onProgress = ({ step }: { readonly step: number }) => steps.push(step);
    const kept = stored;
    expect(await tune(engine, rows, names, { ...brief, checkpoints, onProgress })).toEqual(whole);
    expect(steps[0]).toBe(7);
    stored = kept;
    const softmax = await TuningEngine.open(tinyWeights(), { ...tinyBert, threads: 1 });
    const other: number[] = [];
    await tune(softmax, rows, names, { ...brief, checkpoints, onProgress: ({ step }) => other.push(step) });
    expect(other[0]).toBe(0);
    await softmax.release();
  });
});
