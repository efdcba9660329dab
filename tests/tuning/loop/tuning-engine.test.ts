import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { linearNames } from "../../../src/encoder/transformer/encoder-weights.ts";
import type { Adapter } from "../../../src/tuning/adapter/adapter.ts";
import { type LabeledBatch, TuningEngine } from "../../../src/tuning/loop/tuning-engine.ts";
import { matrixOf } from "../../math/matrices.ts";
import { tinyAdapter, tinyBatch, tinyBert, tinyWeights } from "../tiny-bert.ts";

/** The largest difference, relative to the largest expected number. */
function relativeDifference(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  expect(found.length).toBe(wanted.length);
  const largest = Array.from(wanted).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const differences = Array.from(wanted, (value, i) => Math.abs(found[i] - value));
  return Math.max(...differences) / largest;
}

async function stepOf(options: { threads?: number; tokensAtOnce?: number }, batch: LabeledBatch) {
  const engine = await TuningEngine.open(tinyWeights(), { ...tinyBert, ...options });
  await engine.useAdapter(tinyAdapter());
  const step = await engine.step(batch, matrixOf(tinyBert.classes));
  await engine.release();
  return step;
}

describe("the tuning engine", () => {
  const classes = matrixOf(tinyBert.classes);
  let engine: TuningEngine;
  beforeAll(async () => {
    engine = await TuningEngine.open(tinyWeights(), { ...tinyBert, threads: 1 });
    await engine.useAdapter(tinyAdapter());
  });
  afterAll(() => engine.release());

  it("gives PyTorch's vectors (fixtures/make_tiny_bert.py, float64)", async () => {
    const vectors = await engine.embed(tinyBert.texts);
    expect(relativeDifference(vectors.data, tinyBert.vectors.flat())).toBeLessThan(1e-5);
  });

  it("gives PyTorch's scores", async () => {
    const scores = await engine.score(tinyBert.texts, classes);
    expect(relativeDifference(scores.data, tinyBert.scores.flat())).toBeLessThan(1e-5);
  });

  it("gives PyTorch's gradient of every tensor", async () => {
    const step = await engine.step(tinyBatch(), classes);
    expect(Math.abs(step.loss / tinyBert.loss - 1)).toBeLessThan(1e-5);
    expect(relativeDifference(step.classes.data, tinyBert.classGradient.flat())).toBeLessThan(1e-5);
    const differences = step.adapter.blocks.flatMap((block, i) =>
      linearNames.flatMap((name) =>
        (["down", "up"] as const).map((part) => ({
          tensor: `${i}.${name}.${part}`,
          difference: relativeDifference(
            block[name][part].data,
            tinyBert.gradients[`${i}.${name}.${part}`].flat(),
          ),
        })),
      ),
    );
    expect(differences).toHaveLength(24);
    expect(differences.filter(({ difference }) => !(difference < 1e-5))).toEqual([]);
  });

  it.each([{}, { tokensAtOnce: 8 }])("gives PyTorch's results for mean pooling with %j", async (options) => {
    const { mean } = tinyBert;
    const weights = { ...tinyWeights(), pooling: "mean" as const };
    const engine = await TuningEngine.open(weights, { ...tinyBert, threads: 1, ...options });
    onTestFinished(() => engine.release());
    await engine.useAdapter(tinyAdapter());
    const vectors = await engine.embed(tinyBert.texts);
    expect(relativeDifference(vectors.data, mean.vectors.flat())).toBeLessThan(1e-5);
    const step = await engine.step(tinyBatch(), classes);
    expect(Math.abs(step.loss / mean.loss - 1)).toBeLessThan(1e-5);
    expect(relativeDifference(step.classes.data, mean.classGradient.flat())).toBeLessThan(1e-5);
    for (const [tensor, gradient] of Object.entries(mean.gradients)) {
      const [i, name, part] = tensor.split(".") as [string, (typeof linearNames)[number], "down" | "up"];
      const found = step.adapter.blocks[Number(i)][name][part].data;
      expect(relativeDifference(found, gradient.flat()), tensor).toBeLessThan(1e-5);
    }
  });

  it("repeats a step bit for bit", async () => {
    const [first, second] = [
      await engine.step(tinyBatch(), classes),
      await engine.step(tinyBatch(), classes),
    ];
    expect(second.loss).toBe(first.loss);
    expect(second.adapter.data).toEqual(first.adapter.data);
    expect(second.classes.data).toEqual(first.classes.data);
  });

  it.each([
    ["two threads", { threads: 2 }],
    ["parts of one text", { threads: 1, tokensAtOnce: 1 }],
    ["parts of two texts", { threads: 1, tokensAtOnce: 8 }],
  ])("gives the same with %s", async (_, options) => {
    const step = await stepOf(options, tinyBatch());
    expect(Math.abs(step.loss / tinyBert.loss - 1)).toBeLessThan(1e-5);
    const wanted = await engine.step(tinyBatch(), classes);
    expect(relativeDifference(step.adapter.data, wanted.adapter.data)).toBeLessThan(1e-5);
    expect(relativeDifference(step.classes.data, wanted.classes.data)).toBeLessThan(1e-5);
  });

  it("is not changed by padding: a row of weight 0 that fills all positions only lengthens the others", async () => {
    const batch = tinyBatch();
    const filler = Array.from({ length: tinyBert.model.positions.length }, (_, i) => i % 20);
    const padded: LabeledBatch = {
      texts: [...batch.texts, filler],
      targets: matrixOf([...rowsOf(batch), [0, 1, 0]]),
      rowWeights: Float32Array.of(...batch.rowWeights, 0),
    };
    const [wanted, found] = [await engine.step(batch, classes), await engine.step(padded, classes)];
    expect(Math.abs(found.loss / wanted.loss - 1)).toBeLessThan(1e-5);
    expect(relativeDifference(found.adapter.data, wanted.adapter.data)).toBeLessThan(1e-5);
  });

  it("agrees with finite differences along the gradient, tensor by tensor", async () => {
    const { adapter: gradient } = await engine.step(tinyBatch(), classes);
    for (const [i, block] of gradient.blocks.entries()) {
      for (const name of linearNames) {
        for (const part of ["down", "up"] as const) {
          const slope = await slopeAlong(engine, i, name, part, block[name][part].data);
          expect(
            Math.abs(slope / Math.hypot(...block[name][part].data) - 1),
            `${i}.${name}.${part}`,
          ).toBeLessThan(0.01);
        }
      }
    }
  });

  it("uses the adapter's own scale: half the scale, with up twice as large, gives half of up's gradient", async () => {
    const wanted = await engine.step(tinyBatch(), classes);
    const other: Adapter = { ...tinyAdapter(), scale: tinyBert.scale / 2 };
    for (const block of other.blocks) {
      for (const name of linearNames) block[name].up.data.set(block[name].up.data.map((value) => 2 * value));
    }
    await engine.useAdapter(other);
    const found = await engine.step(tinyBatch(), classes);
    for (const [i, block] of wanted.adapter.blocks.entries()) {
      for (const name of linearNames) {
        const { down, up } = found.adapter.blocks[i][name];
        expect(relativeDifference(down.data, block[name].down.data)).toBeLessThan(1e-5);
        expect(
          relativeDifference(
            up.data.map((value) => 2 * value),
            block[name].up.data,
          ),
        ).toBeLessThan(1e-5);
      }
    }
    expect(engine.adapterOptions).toEqual({ rank: tinyBert.rank, scale: tinyBert.scale });
    await engine.useAdapter(tinyAdapter());
  });

  it("returns a loss that is not finite if numbers overflow", async () => {
    const broken = tinyAdapter();
    broken.data.fill(Number.POSITIVE_INFINITY);
    await engine.useAdapter(broken);
    const { loss } = await engine.step(tinyBatch(), classes);
    expect(loss).toBeNaN();
    await engine.useAdapter(tinyAdapter());
  });
});

function rowsOf({ targets }: LabeledBatch): number[][] {
  return Array.from({ length: targets.rows }, (_, i) =>
    Array.from(targets.data.subarray(i * targets.columns, (i + 1) * targets.columns)),
  );
}

/** (L(p + h g) - L(p - h g)) / 2h for the direction g of a tensor's gradient, of length 1. */
async function slopeAlong(
  engine: TuningEngine,
  block: number,
  name: (typeof linearNames)[number],
  part: "down" | "up",
  gradient: Float32Array,
): Promise<number> {
  const distance = 2e-3;
  const length = Math.hypot(...gradient);
  const lossAt = async (along: number) => {
    const moved: Adapter = tinyAdapter();
    const { data } = moved.blocks[block][name][part];
    for (let k = 0; k < data.length; k++) data[k] += (along * gradient[k]) / length;
    await engine.useAdapter(moved);
    return (await engine.step(tinyBatch(), matrixOf(tinyBert.classes))).loss;
  };
  const slope = ((await lossAt(distance)) - (await lossAt(-distance))) / (2 * distance);
  await engine.useAdapter(tinyAdapter());
  return slope;
}
