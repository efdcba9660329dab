import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { linearNames } from "../../../src/encoder/transformer/encoder-weights.ts";
import type { Adapter } from "../../../src/tuning/adapter/adapter.ts";
import { type Dropout, drawKept, textSeeds } from "../../../src/tuning/graph/dropout.ts";
import { TuningEngine } from "../../../src/tuning/loop/tuning-engine.ts";
import { matrixOf } from "../../math/matrices.ts";
import { tinyAdapter, tinyBatch, tinyBert, tinyWeights } from "../tiny-bert.ts";

/** The output of `fixtures/make_tiny_dropout.py`. */
const wanted: Dropout & { readonly loss: number } = JSON.parse(
  readFileSync(new URL("../fixtures/tiny-dropout.json", import.meta.url), "utf8"),
);

describe("the mask of dropout", () => {
  const hidden = 384;
  const tenth = 26;

  it("drops the given share in every place", () => {
    const texts = textSeeds(1, 32).map((seed) => ({ seed, length: 24 }));
    for (const kept of drawKept(texts, [24, 24, 24], hidden, tenth)) {
      expect(kept).toHaveLength(32 * 24 * hidden);
      const share = kept.reduce((sum, value) => sum + value, 0) / kept.length;
      // Five standard errors of a share of 230/256 in 294,912 draws.
      expect(Math.abs(share - 230 / 256)).toBeLessThan(0.003);
      expect(new Set(kept)).toEqual(new Set([0, 1]));
    }
  });

  it("does not depend on the other texts or on padding, and keeps padding", () => {
    const [first, second] = textSeeds(5, 2).map((seed, i) => ({ seed, length: 3 + 4 * i }));
    const [alone] = drawKept([first], [3], hidden, tenth);
    const [together] = drawKept([second, first], [7], hidden, tenth);
    const row = together.subarray(7 * hidden);
    expect(row.subarray(0, 3 * hidden)).toEqual(alone);
    expect(row.subarray(3 * hidden).every((value) => value === 1)).toBe(true);
  });

  it("differs between texts, places and seeds", () => {
    const texts = textSeeds(1, 2).map((seed) => ({ seed, length: 1 }));
    const [here, there] = drawKept(texts, [1, 1], hidden, tenth);
    const drawn = [
      here.subarray(0, hidden),
      here.subarray(hidden),
      there.subarray(0, hidden),
      drawKept([{ seed: textSeeds(2, 1)[0], length: 1 }], [1], hidden, tenth)[0],
    ];
    expect(new Set(drawn.map((each) => each.join(""))).size).toBe(4);
  });
});

describe("a step with dropout", () => {
  const classes = matrixOf(tinyBert.classes);
  let engine: TuningEngine;
  const step = (dropout: Dropout) => engine.step(tinyBatch(), classes, dropout);
  beforeAll(async () => {
    engine = await TuningEngine.open(tinyWeights(), { ...tinyBert, threads: 1 });
    await engine.useAdapter(tinyAdapter());
  });
  afterAll(() => engine.release());

  it("has the loss that numpy computes in float64 (fixtures/make_tiny_dropout.py)", async () => {
    const { loss } = await step(wanted);
    expect(Math.abs(loss / wanted.loss - 1)).toBeLessThan(1e-5);
    expect(Math.abs(loss / tinyBert.loss - 1)).toBeGreaterThan(1e-3);
  });

  it("gives the same bits for the same seed, and different ones for another", async () => {
    const [first, second] = [await step(wanted), await step(wanted)];
    expect(second.loss).toBe(first.loss);
    expect(second.adapter.data).toEqual(first.adapter.data);
    const other = await step({ ...wanted, seed: wanted.seed + 1 });
    expect(other.loss).not.toBe(first.loss);
  });

  it("gives the same result in parts of one text", async () => {
    const whole = await step(wanted);
    const cut = await TuningEngine.open(tinyWeights(), { ...tinyBert, threads: 1, tokensAtOnce: 1 });
    await cut.useAdapter(tinyAdapter());
    const pieces = await cut.step(tinyBatch(), classes, wanted);
    await cut.release();
    const largest = Math.max(...whole.adapter.data.map(Math.abs));
    const apart = whole.adapter.data.map((value, i) => Math.abs(value - pieces.adapter.data[i]));
    expect(Math.max(...apart) / largest).toBeLessThan(1e-5);
    expect(Math.abs(pieces.loss / whole.loss - 1)).toBeLessThan(1e-5);
  });

  it("agrees with finite differences along the gradient, tensor by tensor", async () => {
    const { adapter: gradient } = await step(wanted);
    for (const [i, block] of gradient.blocks.entries()) {
      for (const name of linearNames) {
        for (const part of ["down", "up"] as const) {
          const { data } = block[name][part];
          const length = Math.hypot(...data);
          const lossAt = async (distance: number) => {
            const moved: Adapter = tinyAdapter();
            const numbers = moved.blocks[i][name][part].data;
            for (let k = 0; k < data.length; k++) numbers[k] += (distance * data[k]) / length;
            await engine.useAdapter(moved);
            return (await step(wanted)).loss;
          };
          const slope = ((await lossAt(2e-3)) - (await lossAt(-2e-3))) / 4e-3;
          expect(Math.abs(slope / length - 1), `${i}.${name}.${part}`).toBeLessThan(0.01);
        }
      }
    }
    await engine.useAdapter(tinyAdapter());
  });
});
