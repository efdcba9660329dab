import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../src/math/random.ts";
import type { TuningRow } from "../../src/tuning/labeled-rows.ts";
import { type TuneOptions, tune } from "../../src/tuning/tune.ts";
import { TuningEngine } from "../../src/tuning/tuning-engine.ts";
import { tinyBert, tinyWeights } from "./tiny-bert.ts";

const classNames = ["early", "late"];

/** Texts of one token among noise: which of two tokens stands there is the class. */
function rows(count: number, seed: number): TuningRow[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const noise = Array.from({ length: 1 + random.nextInt(5) }, () => 6 + random.nextInt(14));
    return { ids: [2, ...noise, i % 2 === 0 ? 4 : 5, 3], label: classNames[i % 2] };
  });
}

describe("tuning", () => {
  const training = rows(48, 1);
  const heldOut = rows(16, 2);
  const options: TuneOptions = { seed: 7, epochs: 6, batchRows: 8, learningRate: 5e-3, heldOut };
  let engine: TuningEngine;
  beforeAll(async () => {
    engine = await TuningEngine.open(tinyWeights(), { ...tinyBert, threads: 1 });
  });
  afterAll(() => engine.release());

  it("learns what the frozen encoder hardly sees, and keeps the epoch with the lowest held-out loss", async () => {
    const tuned = await tune(engine, training, classNames, options);
    const losses = tuned.heldOut.map(({ loss }) => loss);
    expect(tuned.epoch).toBe(losses.indexOf(Math.min(...losses)));
    expect(losses[tuned.epoch]).toBeLessThan(losses[0] / 2);
    expect(tuned.heldOut[tuned.epoch].accuracy).toBeGreaterThan(0.9);
  });

  it("gives the same bits for the same seed, and others for another", async () => {
    const brief = { ...options, epochs: 2 };
    const first = await tune(engine, training, classNames, brief);
    const second = await tune(engine, training, classNames, brief);
    const other = await tune(engine, training, classNames, { ...brief, seed: 8 });
    expect(second.adapter.data).toEqual(first.adapter.data);
    expect(second.head.vectors.data).toEqual(first.head.vectors.data);
    expect(other.adapter.data).not.toEqual(first.adapter.data);
  });

  it("leaves the engine with the adapter that it returns", async () => {
    const { adapter } = await tune(engine, training, classNames, { ...options, epochs: 2 });
    const texts = heldOut.map(({ ids }) => ids);
    const left = await engine.embed(texts);
    await engine.putOn(adapter);
    expect((await engine.embed(texts)).data).toEqual(left.data);
  });

  it("stops when the held-out loss has not fallen for two epochs", async () => {
    const wrong = heldOut.map((row) => ({ ...row, label: row.label === "early" ? "late" : "early" }));
    const tuned = await tune(engine, training, classNames, { ...options, epochs: 20, heldOut: wrong });
    expect(tuned.ended).toBe("heldOut");
    expect(tuned.heldOut).toHaveLength(tuned.epoch + 3);
  });

  it("stops on request with the best so far", async () => {
    const control = new AbortController();
    const onProgress = ({ step }: { step: number }) => {
      if (step === 8) control.abort();
    };
    const tuned = await tune(engine, training, classNames, {
      ...options,
      signal: control.signal,
      onProgress,
    });
    expect(tuned.ended).toBe("stopped");
    expect(tuned.heldOut).toHaveLength(2);
    expect(tuned.adapter.data.every(Number.isFinite)).toBe(true);
  });

  it("stops with finite numbers where the loss is not finite any more", async () => {
    const tuned = await tune(engine, training, classNames, { ...options, learningRate: 1e38 });
    expect(tuned.ended).toBe("notFinite");
    expect(tuned.adapter.data.every(Number.isFinite)).toBe(true);
  });

  it("takes a class with a single row and one without any", async () => {
    const names = [...classNames, "lonely", "empty"];
    const odd = [...training, { ids: [2], label: "lonely" }];
    const tuned = await tune(engine, odd, names, { seed: 1, epochs: 1 });
    expect(tuned.ended).toBe("finished");
    expect(tuned.head.vectors.rows).toBe(4);
    expect(tuned.head.vectors.data.every(Number.isFinite)).toBe(true);
  });
});
