import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { zeroAdapter } from "../../../src/tuning/adapter/adapter.ts";
import {
  encodeCheckpoint,
  restoreCheckpoint,
  type TuningKey,
  tuningKey,
} from "../../../src/tuning/loop/checkpoint.ts";
import { createState, type TuningState } from "../../../src/tuning/loop/tuning-state.ts";
import { tinyAdapter, tinyBert, tinyWeights } from "../tiny-bert.ts";
import { classNames, tinyRows } from "../tiny-rows.ts";

function emptyState(): TuningState {
  return createState(zeroAdapter(tinyWeights(), tinyBert), 2, 16);
}

function someState(): TuningState {
  const state = createState(tinyAdapter(), 2, 16);
  const { classes, adapterSteps, classSteps, best } = state;
  const singles = [classes.data, adapterSteps.mean, adapterSteps.square, classSteps.mean, classSteps.square];
  for (const [k, array] of [...singles, best.classes].entries()) {
    for (let i = 0; i < array.length; i++) array[i] = Math.sin(k + i / 3);
  }
  best.adapter.set(best.adapter.map((_, i) => i % 1000));
  best.epoch = 1;
  state.step = 13;
  state.evaluatedEpochs = 2;
  state.lossSum = 1 / 3;
  state.heldOutResults.push(
    { loss: 2 / 3, accuracy: 0.5 },
    { loss: 0.1, accuracy: 1 },
    { loss: 0.2, accuracy: 1 },
  );
  adapterSteps.steps = 13;
  classSteps.steps = 13;
  return state;
}

describe("a checkpoint", () => {
  const bytes = encodeCheckpoint("key", someState());

  it("restores every number", () => {
    const state = emptyState();
    expect(restoreCheckpoint(bytes, "key", state)).toBe(true);
    expect(state).toEqual(someState());
  });

  it("can start at any byte in memory", () => {
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    const state = emptyState();
    expect(restoreCheckpoint(shifted.subarray(3), "key", state)).toBe(true);
    expect(state).toEqual(someState());
  });

  it("of another key or other sizes is rejected and changes nothing", () => {
    const state = emptyState();
    expect(restoreCheckpoint(bytes, "other", state)).toBe(false);
    expect(state).toEqual(emptyState());
    const larger = createState(zeroAdapter(tinyWeights(), tinyBert), 3, 16);
    expect(restoreCheckpoint(bytes, "key", larger)).toBe(false);
  });

  it("is rejected and changes nothing if any byte is damaged", () => {
    const place = fc.nat(bytes.length - 1);
    const property = fc.property(place, fc.integer({ min: 1, max: 255 }), (i, flips) => {
      const damaged = bytes.slice();
      damaged[i] ^= flips;
      const state = emptyState();
      expect(restoreCheckpoint(damaged, "key", state)).toBe(false);
      expect(state).toEqual(emptyState());
    });
    fc.assert(property, {
      numRuns: 50,
      examples: [
        [0, 1],
        [63, 1],
        [64, 255],
        [68, 1],
      ],
    });
  });

  it("is rejected if it is too short or too long", () => {
    const state = emptyState();
    for (const length of [0, 1, 63, 64, 67, 68, 100, bytes.length - 1]) {
      expect(restoreCheckpoint(bytes.subarray(0, length), "key", state), `${length}`).toBe(false);
    }
    const longer = new Uint8Array(bytes.length + 1);
    longer.set(bytes);
    expect(restoreCheckpoint(longer, "key", state)).toBe(false);
    expect(state).toEqual(emptyState());
  });
});

describe("the key of a tuning", () => {
  const rows = tinyRows(6, 1);
  const base: TuningKey = {
    base: "a",
    settings: { seed: 1, epochs: 2 },
    classNames,
    rows,
    heldOut: tinyRows(3, 2),
    from: undefined,
  };
  const changed = (change: Partial<TuningKey>) => tuningKey({ ...base, ...change });
  const firstRow = (change: object) => ({ rows: [{ ...rows[0], ...change }, ...rows.slice(1)] });

  it("is the same for the same inputs", () => {
    expect(changed(firstRow({ ids: Uint32Array.from(rows[0].ids), weight: 1 }))).toBe(tuningKey(base));
  });

  it("differs if any input differs", () => {
    const adapter = tinyAdapter();
    const moved = tinyAdapter();
    moved.data[0] += 1e-3;
    const keys = [
      tuningKey(base),
      changed({ base: "b" }),
      changed({ settings: { seed: 1, epochs: 3 } }),
      changed({ classNames: [...classNames].reverse() }),
      changed({ rows: [...rows].reverse() }),
      changed({ rows: [...rows, base.heldOut[0]], heldOut: base.heldOut.slice(1) }),
      changed({ heldOut: [] }),
      changed(firstRow({ ids: [2, 7] })),
      changed(firstRow({ label: "late" })),
      changed(firstRow({ weight: 0.5 })),
      changed({ from: adapter }),
      changed({ from: { ...adapter, scale: 1 } }),
      changed({ from: moved }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});
