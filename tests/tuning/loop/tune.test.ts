import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromFloat16, toFloat16 } from "../../../src/math/float16.ts";
import { evaluateRows } from "../../../src/tuning/loop/evaluate-rows.ts";
import type { TuningRow } from "../../../src/tuning/loop/labeled-rows.ts";
import { tune } from "../../../src/tuning/loop/tune.ts";
import { TuningEngine } from "../../../src/tuning/loop/tuning-engine.ts";
import type { TuneOptions, TuningProgress } from "../../../src/tuning/loop/tuning-types.ts";
import { tinyBert, tinyWeights } from "../tiny-bert.ts";
import { classNames, openTinyEngine, tinyRows } from "../tiny-rows.ts";

const training = tinyRows(48, 1);
const heldOut = tinyRows(16, 2);
const options: TuneOptions = { seed: 7, epochs: 6, batchRows: 8, learningRate: 5e-3, heldOut };
const brief: TuneOptions = { ...options, epochs: 2 };

let engine: TuningEngine;
beforeAll(async () => {
  engine = await openTinyEngine();
});
afterAll(() => engine.release());

function areHalves(values: Float32Array): boolean {
  return fromFloat16(toFloat16(values)).every((half, i) => half === values[i] && Number.isFinite(half));
}

describe("tuning", () => {
  it("learns what the encoder does not separate before, and keeps the epoch with the lowest held-out loss", async () => {
    const tuned = await tune(engine, training, classNames, options);
    const losses = tuned.heldOutResults.map(({ loss }) => loss);
    expect(tuned.epoch).toBe(losses.indexOf(Math.min(...losses)));
    expect(losses[tuned.epoch]).toBeLessThan(losses[0] / 2);
    expect(tuned.heldOutResults[tuned.epoch].accuracy).toBeGreaterThan(0.9);
  });

  it("gives the same bits for the same seed, and different ones for another seed", async () => {
    const first = await tune(engine, training, classNames, brief);
    const second = await tune(engine, training, classNames, brief);
    const other = await tune(engine, training, classNames, { ...brief, seed: 8 });
    expect(second).toEqual(first);
    expect(other.adapter.data).not.toEqual(first.adapter.data);
  });

  it("uses dropout if the option says so, and by default from 2,000 rows", async () => {
    const once: TuneOptions = { ...options, epochs: 1, batchRows: 256, heldOut: [] };
    const adapterOf = async (rows: TuningRow[], droppedOutOf256?: number) =>
      (await tune(engine, rows, classNames, { ...once, droppedOutOf256 })).adapter.data;
    const [few, many] = [tinyRows(1999, 3), tinyRows(2000, 3)];
    expect(await adapterOf(few)).toEqual(await adapterOf(few, 0));
    expect(await adapterOf(few, 26)).not.toEqual(await adapterOf(few, 0));
    expect(await adapterOf(many)).toEqual(await adapterOf(many, 26));
    expect(await adapterOf(many)).not.toEqual(await adapterOf(many, 0));
  });

  it("gives the same losses on two threads, within 1e-5", async () => {
    const two = await TuningEngine.open(tinyWeights(), { ...tinyBert, threads: 2 });
    const wanted = await tune(engine, training, classNames, brief);
    const found = await tune(two, training, classNames, brief);
    await two.release();
    for (const [i, { loss }] of wanted.heldOutResults.entries()) {
      expect(Math.abs(found.heldOutResults[i].loss - loss)).toBeLessThan(1e-5);
    }
  });

  it("leaves the engine with the adapter that it returns", async () => {
    const { adapter } = await tune(engine, training, classNames, brief);
    const texts = heldOut.map(({ ids }) => ids);
    const left = await engine.embed(texts);
    await engine.useAdapter(adapter);
    expect((await engine.embed(texts)).data).toEqual(left.data);
  });

  it("returns float16 numbers, and evaluates the held-out rows with them", async () => {
    const { adapter, head, epoch, heldOutResults: found } = await tune(engine, training, classNames, brief);
    expect(areHalves(adapter.data)).toBe(true);
    const again = await evaluateRows(engine, heldOut, head, async () => true);
    expect(Math.abs(found[epoch].loss - again!.loss)).toBeLessThan(1e-6);
  });

  it("runs the planned number of epochs by default", async () => {
    const tuned = await tune(engine, tinyRows(2, 1), classNames, { seed: 1 });
    expect([tuned.epochs, tuned.epoch, tuned.ended]).toEqual([10, 10, "finished"]);
  });

  it("reports its progress after each step, up to all of the work", async () => {
    const events: TuningProgress[] = [];
    await tune(engine, training, classNames, { ...brief, onProgress: (event) => void events.push(event) });
    expect([...new Set(events.map(({ step }) => step))]).toEqual(Array.from({ length: 13 }, (_, i) => i));
    const shares = events.map(({ share }) => share);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect([shares[0], shares.at(-1)]).toEqual([0, 1]);
    expect(events[0]).toMatchObject({
      epoch: 0,
      loss: undefined,
      meanLoss: undefined,
      heldOutResult: undefined,
    });
    for (const epoch of [1, 2]) {
      const ofEpoch = events.filter((event) => event.epoch === epoch).slice(0, 6);
      const mean = ofEpoch.reduce((sum, { loss = Number.NaN }) => sum + loss, 0) / 6;
      expect(ofEpoch[5].meanLoss).toBeCloseTo(mean, 12);
    }
    expect(events.at(-1)).toMatchObject({ epoch: 2, epochs: 2, step: 12, steps: 12 });
  });
});

describe("tuning ends early", () => {
  it("when the held-out loss has not fallen for two epochs", async () => {
    const wrong = heldOut.map((row) => ({ ...row, label: row.label === "early" ? "late" : "early" }));
    const tuned = await tune(engine, training, classNames, { ...options, epochs: 20, heldOut: wrong });
    expect(tuned.ended).toBe("heldOut");
    expect(tuned.heldOutResults).toHaveLength(tuned.epoch + 3);
  });

  it("if its signal is aborted, with the best epoch so far", async () => {
    const control = new AbortController();
    const onProgress = ({ step }: TuningProgress) => {
      if (step === 8) control.abort();
    };
    const tuned = await tune(engine, training, classNames, {
      ...options,
      signal: control.signal,
      onProgress,
    });
    expect(tuned.ended).toBe("stopped");
    expect(tuned.heldOutResults).toHaveLength(2);
    expect(areHalves(tuned.adapter.data)).toBe(true);
  });

  it("if its signal is aborted by a timer, between two steps", async () => {
    const control = new AbortController();
    setTimeout(() => control.abort(), 1);
    const tuned = await tune(engine, training, classNames, {
      ...options,
      epochs: 1000,
      heldOut: [],
      signal: control.signal,
    });
    expect(tuned.ended).toBe("stopped");
  });

  it("if its signal was aborted before, with the unchanged encoder", async () => {
    const tuned = await tune(engine, training, classNames, { ...options, signal: AbortSignal.abort() });
    expect(tuned).toMatchObject({ ended: "stopped", epoch: 0, heldOutResults: [] });
    const texts = heldOut.map(({ ids }) => ids);
    const found = await engine.embed(texts);
    const untouched = await openTinyEngine();
    expect(found.data).toEqual((await untouched.embed(texts)).data);
    await untouched.release();
    expect(tuned.head.vectors.data.some((value) => value !== 0)).toBe(true);
  });

  it.each([1e6, 1e38])(
    "if numbers overflow at a learning rate of %f, with finite parameters",
    async (learningRate) => {
      for (const rows of [training, training.slice(0, 2)]) {
        for (const heldOutRows of [heldOut, []]) {
          const wild = { ...options, learningRate, heldOut: heldOutRows };
          const tuned = await tune(engine, rows, classNames, wild);
          expect(tuned).toMatchObject({ ended: "notFinite", epoch: 0 });
          expect(areHalves(tuned.adapter.data)).toBe(true);
          expect(tuned.head.vectors.data.every(Number.isFinite)).toBe(true);
        }
      }
    },
  );
});

describe("tuning continues from an adapter", () => {
  it("of any scale: without learning it gives the same vectors", async () => {
    const { adapter } = await tune(engine, training, classNames, options);
    const half = { ...adapter, scale: adapter.scale / 2 };
    const texts = heldOut.map(({ ids }) => ids);
    await engine.useAdapter(half);
    const wanted = await engine.embed(texts);
    const tuned = await tune(engine, training, classNames, {
      ...options,
      from: half,
      epochs: 1,
      learningRate: 0,
    });
    expect(tuned.adapter.scale).toBe(engine.adapterOptions.scale);
    const found = await engine.embed(texts);
    for (const [i, value] of wanted.data.entries())
      expect(Math.abs(found.data[i] - value)).toBeLessThan(1e-5);
    expect(half.data).toEqual(adapter.data);
  });

  it("and starts from its results", async () => {
    const first = await tune(engine, training, classNames, options);
    const second = await tune(engine, training, classNames, { ...brief, from: first.adapter });
    expect(second.heldOutResults[0].loss).toBeLessThan(first.heldOutResults[0].loss);
    expect(second.heldOutResults[0].accuracy).toBe(first.heldOutResults[first.epoch].accuracy);
  });

  it("but not from one of another rank", async () => {
    const other = await TuningEngine.open(tinyWeights(), { rank: 2, threads: 1 });
    const { adapter } = await tune(other, training, classNames, { seed: 1, epochs: 1 });
    await other.release();
    await expect(tune(engine, training, classNames, { seed: 1, from: adapter })).rejects.toThrow(
      "An adapter of rank 2 cannot be continued at rank 3",
    );
  });
});

describe("tuning takes", () => {
  const one = training[0];
  const manyNames = Array.from({ length: 500 }, (_, i) => `class ${i}`);
  const cases: [string, TuningRow[], string[]][] = [
    [
      "texts of one token",
      training.map(({ ids, label }) => ({ ids: [ids[ids.length - 2]], label })),
      classNames,
    ],
    ["two rows", training.slice(0, 2), classNames],
    ["one row", [one], classNames],
    ["a class with a single row", [...training, { ids: [2], label: "lonely" }], [...classNames, "lonely"]],
    ["a class without rows", training, [...classNames, "empty"]],
    ["rows of one class only", training.filter(({ label }) => label === "late"), classNames],
    ["a single class", training.filter(({ label }) => label === "late"), ["late"]],
    ["the same row many times", Array(20).fill(one), classNames],
    ["the same text in two classes", [one, { ...one, label: "late" }], classNames],
    ["500 classes", manyNames.map((label, i) => ({ ids: [2, i % 20, 3], label })), manyNames],
    ["rows of very small weight", training.map((row) => ({ ...row, weight: 1e-30 })), classNames],
  ];
  it.each(cases)("%s", async (_, rows, names) => {
    const tuned = await tune(engine, rows, names, { ...brief, heldOut: rows.slice(0, 16) });
    expect(tuned.ended).toBe("finished");
    expect(tuned.head.vectors.rows).toBe(names.length);
    expect(tuned.heldOutResults.every(({ loss }) => Number.isFinite(loss))).toBe(true);
    expect(areHalves(tuned.adapter.data)).toBe(true);
    expect(tuned.head.vectors.data.every(Number.isFinite)).toBe(true);
  });

  it("texts of 512 tokens beside texts of one", async () => {
    const { positions, ...weights } = tinyWeights();
    const { columns } = positions;
    const data = Float32Array.from({ length: 512 * columns }, (_, i) => Math.sin(i));
    const long = await TuningEngine.open(
      { ...weights, positions: { rows: 512, columns, data } },
      { ...tinyBert, threads: 1 },
    );
    const rows = [1, 512, 3, 512, 1].map((length, i) => ({
      ids: Array.from({ length }, (_, token) => (token * (i + 1)) % 20),
      label: classNames[i % 2],
    }));
    const tuned = await tune(long, rows, classNames, { ...brief, heldOut: rows });
    await long.release();
    expect(tuned.ended).toBe("finished");
    expect(tuned.heldOutResults.every(({ loss }) => Number.isFinite(loss))).toBe(true);
  });

  it.each([
    ["no tokens", { ids: [], label: "late" }, "A row has 0 tokens; the encoder takes 1 to 12."],
    ["too many", { ids: Array(13).fill(4), label: "late" }, "A row has 13 tokens"],
    ["an unknown class", { ids: [4], label: "never" }, 'A row has the class "never"'],
  ])("no row with %s, neither for training nor held out", async (_, row, sentence) => {
    await expect(tune(engine, [...training, row], classNames, options)).rejects.toThrow(sentence);
    const invalid = { ...options, heldOut: [row] };
    await expect(tune(engine, training, classNames, invalid)).rejects.toThrow(sentence);
  });
});
