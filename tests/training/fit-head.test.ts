import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fitHead } from "../../src/training/fit-head.ts";

interface Case {
  readonly name: string;
  readonly priors: "balanced" | "observed";
  readonly prompts: number[][];
  readonly known: boolean[];
  readonly rows: number[][];
  readonly labels: number[];
  readonly weights: number[][];
  readonly bias: number[];
  readonly noneLevel: number;
  readonly heldOutAccuracy?: number;
}

const cases: Case[] = JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", "fits.json"), "utf8"));

function matrixOf(rows: number[][]) {
  return { rows: rows.length, columns: 12, data: Float32Array.from(rows.flat()) };
}

function fitCase({ prompts, known, rows, labels, priors }: Case) {
  const prompted = [...known.keys()].filter((c) => known[c]);
  return fitHead({
    classes: ["a", "b", "c", "d", "e"],
    pieces: { vectors: matrixOf(prompted.map((c) => prompts[c])), labels: Int32Array.from(prompted) },
    prompts: { means: matrixOf(prompts), known },
    rows: { vectors: matrixOf(rows), labels: Int32Array.from(labels) },
    priors,
    seed: 0,
  });
}

function largestDifference(actual: ArrayLike<number>, expected: number[]): number {
  expect(actual.length).toBe(expected.length);
  return Math.max(...expected.map((value, i) => Math.abs(actual[i] - value)));
}

describe("the whole fit agrees with numpy's, made by really leaving out every row", () => {
  // The temperature is known to half a percent, see fitTemperature.
  it.each(cases)("$name", async (reference) => {
    const { head, none, heldOutAccuracy } = await fitCase(reference);
    const expected = reference.weights.flat();
    const scale = Math.max(...expected.map(Math.abs));
    expect(largestDifference(head.weights.data, expected) / scale).toBeLessThan(0.006);
    expect(largestDifference(head.bias, reference.bias)).toBeLessThan(
      0.006 * Math.max(1, ...reference.bias.map(Math.abs)),
    );
    expect(none.level).toBeCloseTo(reference.noneLevel, 2);
    if (reference.heldOutAccuracy === undefined) expect(heldOutAccuracy).toBeUndefined();
    else expect(heldOutAccuracy).toBeCloseTo(reference.heldOutAccuracy, 8);
  });
});
