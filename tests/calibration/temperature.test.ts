import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fitTemperature } from "../../src/calibration/temperature.ts";
import type { Matrix } from "../../src/math/matrix.ts";

interface Case {
  readonly expected: number;
  readonly scores: number[][];
  readonly labels: number[];
  readonly weights: number[];
  readonly temperature: number;
  readonly loss: number;
}

const cases: Case[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "fixtures", "temperatures.json"), "utf8"),
);

function matrixOf(rows: number[][]): Matrix {
  return { rows: rows.length, columns: rows[0].length, data: Float32Array.from(rows.flat()) };
}

function heldOut({ scores, labels, weights }: Pick<Case, "scores" | "labels" | "weights">) {
  return { scores: matrixOf(scores), labels: Int32Array.from(labels), weights: Float64Array.from(weights) };
}

describe("the temperature", () => {
  it.each(cases)("is where scipy's minimize_scalar finds it: $temperature", (reference) => {
    const found = fitTemperature(heldOut(reference), reference.expected);
    expect(Math.abs(Math.log(found.value / reference.temperature))).toBeLessThan(0.001);
    expect(found.loss / reference.loss).toBeCloseTo(1, 4);
  });

  it("is the expected one without rows", () => {
    const none = {
      scores: { rows: 0, columns: 2, data: new Float32Array() },
      labels: new Int32Array(),
      weights: new Float64Array(),
    };
    expect(fitTemperature(none, 3).value).toBeCloseTo(3, 1);
  });

  it("grows with the weight of rows that are classified incorrectly", () => {
    const scores = [
      [3, 0],
      [3, 0],
    ];
    const temperature = (weights: number[]) =>
      fitTemperature(heldOut({ scores, labels: [0, 1], weights }), 1).value;
    expect(temperature([1, 30])).toBeGreaterThan(temperature([1, 1]));
    expect(temperature([1, 1])).toBeGreaterThan(temperature([30, 1]));
  });
});
