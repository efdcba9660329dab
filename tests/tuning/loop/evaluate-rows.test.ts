import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fitTemperature } from "../../../src/calibration/temperature.ts";
import { evaluateRows } from "../../../src/tuning/loop/evaluate-rows.ts";
import type { TuningEngine } from "../../../src/tuning/loop/tuning-engine.ts";
import { matrixOf } from "../../math/matrices.ts";
import { tinyBert } from "../tiny-bert.ts";
import { classNames, openTinyEngine, tinyRows } from "../tiny-rows.ts";

const rows = tinyRows(600, 1).map((row, i) => ({ ...row, weight: 1 + (i % 3) }));
const head = { classNames, vectors: matrixOf(tinyBert.classes.slice(0, 2)) };

describe("held-out rows", () => {
  let engine: TuningEngine;
  beforeAll(async () => {
    engine = await openTinyEngine();
  });
  afterAll(() => engine.release());

  it("are evaluated in parts, with the same result as all of them together", async () => {
    const shares: number[] = [];
    const mayContinue = async (share: number) => shares.push(share) > 0;
    const found = await evaluateRows(engine, rows, head, mayContinue);
    const texts = rows.map(({ ids }) => ids);
    const scores = await engine.score(texts, head.vectors);
    const correct = rows.filter(({ label }, i) => {
      const [early, late] = scores.data.subarray(2 * i, 2 * i + 2);
      return label === (early >= late ? "early" : "late");
    });
    expect(shares).toEqual([256 / 600, 512 / 600]);
    const labels = Int32Array.from(rows, ({ label }) => classNames.indexOf(label));
    const weights = Float64Array.from(rows, ({ weight }) => weight);
    const { loss } = fitTemperature({ scores, labels, weights }, 1);
    expect(found?.loss).toBeCloseTo(loss / weights.reduce((sum, weight) => sum + weight, 0), 5);
    expect(found?.accuracy).toBe(correct.length / 600);
  });

  it("are not evaluated to the end if mayContinue returns false", async () => {
    expect(await evaluateRows(engine, rows, head, async () => false)).toBeUndefined();
  });
});
