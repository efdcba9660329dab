import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CheckpointStore } from "../../../src/tuning/loop/checkpoint.ts";
import { tune } from "../../../src/tuning/loop/tune.ts";
import type { TuningEngine } from "../../../src/tuning/loop/tuning-engine.ts";
import type { Tuned, TuneOptions, TuningProgress } from "../../../src/tuning/loop/tuning-types.ts";
import { classNames, openTinyEngine, tinyRows } from "../tiny-rows.ts";

const training = tinyRows(30, 1);
/** 4 steps an epoch; it ends after epoch 4 of 6, and epoch 2 is kept. */
const options: TuneOptions = {
  seed: 4,
  epochs: 6,
  batchRows: 8,
  learningRate: 2e-2,
  droppedOutOf256: 26,
  heldOut: tinyRows(8, 2),
  base: "a",
};

/** Stores the last checkpoint and counts writes. */
class Memory implements CheckpointStore {
  bytes: Uint8Array | undefined;
  writes = 0;

  async read(): Promise<Uint8Array | undefined> {
    return this.bytes;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.writes++;
    this.bytes = bytes.slice();
  }
}

let engine: TuningEngine;
let wanted: Tuned;
beforeAll(async () => {
  engine = await openTinyEngine();
  wanted = await tune(engine, training, classNames, options);
  expect(wanted).toMatchObject({ ended: "heldOut", epoch: 2 });
});
afterAll(() => engine.release());

/** Tunes until `kill` returns true for the number of a progress event, then throws, like a process that is killed. */
async function killed(store: CheckpointStore, kill: (event: number) => boolean, given = options) {
  let events = 0;
  const onProgress = () => {
    if (kill(events++)) throw new Error("killed");
  };
  await expect(
    tune(engine, training, classNames, { ...given, checkpoints: store, onProgress }),
  ).rejects.toThrow("killed");
}

async function firstStep(store: CheckpointStore, given = options): Promise<number | undefined> {
  const steps: number[] = [];
  const onProgress = ({ step }: TuningProgress) => void steps.push(step);
  await tune(engine, training, classNames, { ...given, checkpoints: store, onProgress });
  return steps[0];
}

describe("an interrupted tuning gives the same bits", () => {
  it("after a kill at any step", async () => {
    for (let kill = 0; kill < 22; kill++) {
      const store = new Memory();
      await killed(store, (event) => event === kill);
      const resumed = await tune(engine, training, classNames, { ...options, checkpoints: store });
      expect(resumed, `killed at event ${kill}`).toEqual(wanted);
    }
  });

  it("after a kill between two checkpoints of a long epoch", async () => {
    const long = { ...options, batchRows: 1, epochs: 1 };
    const uninterrupted = await tune(engine, training, classNames, long);
    const store = new Memory();
    await killed(store, (event) => event === 31, long);
    expect(store.writes).toBe(2);
    const from = new Memory();
    from.bytes = store.bytes;
    expect(await firstStep(from, long)).toBe(25);
    const resumed = await tune(engine, training, classNames, { ...long, checkpoints: store });
    expect(resumed).toEqual(uninterrupted);
  });

  it("after it was stopped after every step", async () => {
    const store = new Memory();
    let tuned: Tuned | undefined;
    let runs = 0;
    while (tuned === undefined || tuned.ended === "stopped") {
      const control = new AbortController();
      let first: number | undefined;
      const onProgress = ({ step }: TuningProgress) => {
        first ??= step;
        if (step > first) control.abort();
      };
      tuned = await tune(engine, training, classNames, {
        ...options,
        checkpoints: store,
        signal: control.signal,
        onProgress,
      });
      runs++;
    }
    expect(runs).toBeGreaterThan(wanted.heldOutResults.length * 3);
    expect(tuned).toEqual(wanted);
  });

  it("after a checkpoint that was written incompletely, or could not be written", async () => {
    for (const failing of [2, 3, 4]) {
      const store = new Memory();
      store.write = async (bytes) => {
        store.bytes = bytes.slice(0, bytes.length / 2);
        if (++store.writes === failing) throw new Error("The disk is full.");
        store.bytes = bytes.slice();
      };
      const given = { ...options, checkpoints: store };
      await expect(tune(engine, training, classNames, given)).rejects.toThrow("The disk is full.");
      expect(await tune(engine, training, classNames, given)).toEqual(wanted);
    }
  });

  it("without held-out rows, and if it continues from an adapter", async () => {
    const given = { ...options, heldOut: [], from: wanted.adapter };
    const uninterrupted = await tune(engine, training, classNames, given);
    const store = new Memory();
    await killed(store, (event) => event === 14, given);
    expect(await tune(engine, training, classNames, { ...given, checkpoints: store })).toEqual(uninterrupted);
  });

  it("if numbers become infinite", async () => {
    const wild = { ...options, learningRate: 1e6 };
    const uninterrupted = await tune(engine, training, classNames, wild);
    const store = new Memory();
    await killed(store, (event) => event === 3, wild);
    expect(await tune(engine, training, classNames, { ...wild, checkpoints: store })).toEqual(uninterrupted);
  });
});

describe("a checkpoint", () => {
  it("of a finished tuning gives its result", async () => {
    const store = new Memory();
    await tune(engine, training, classNames, { ...options, checkpoints: store });
    expect(store.writes).toBe(wanted.heldOutResults.length);
    expect(await firstStep(store)).toBe(4 * (wanted.heldOutResults.length - 1));
    expect(await tune(engine, training, classNames, { ...options, checkpoints: store })).toEqual(wanted);
  });

  it.each<[string, Partial<TuneOptions>]>([
    ["another encoder", { base: "b" }],
    ["another seed", { seed: 5 }],
    ["other held-out rows", { heldOut: tinyRows(8, 5) }],
  ])("of %s is ignored", async (_, change) => {
    const store = new Memory();
    await killed(store, (event) => event === 12);
    expect(await firstStep(store, { ...options, ...change })).toBe(0);
  });

  it("is not written if tuning was stopped before its start", async () => {
    const store = new Memory();
    const given = { ...options, checkpoints: store, signal: AbortSignal.abort() };
    expect((await tune(engine, training, classNames, given)).ended).toBe("stopped");
    expect(store.writes).toBe(0);
  });
});
