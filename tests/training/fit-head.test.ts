import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { normalizeRows } from "../../src/head/projection.ts";
import { rowOf } from "../../src/math/matrix.ts";
import { createRandom } from "../../src/math/random.ts";
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
    snippets: { vectors: matrixOf(prompted.map((c) => prompts[c])), labels: Int32Array.from(prompted) },
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

describe("the whole fit agrees with numpy's, which refits without each row", () => {
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

it("comes with held-out logits of its rows, which have the held-out accuracy", async () => {
  const reference = cases.find(({ heldOutAccuracy }) => heldOutAccuracy !== undefined)!;
  const { heldOut, heldOutAccuracy } = await fitCase(reference);
  expect(heldOut!.logits.rows).toBe(heldOut!.rows.length);
  const correct = [...heldOut!.rows].filter((row, i) => {
    const scores = Array.from(rowOf(heldOut!.logits, i));
    return scores.indexOf(Math.max(...scores)) === reference.labels[row];
  });
  expect(correct.length / heldOut!.rows.length).toBeCloseTo(heldOutAccuracy!, 9);
});

describe("a head for a fine-tuned encoder", () => {
  const random = createRandom(3);
  const labels = Int32Array.from({ length: 80 }, (_, i) => i % 2);
  const seenByEncoder = Array.from(labels, (_, i) => i % 8 < 6);

  /** Rows that the encoder has seen are separated by class; a quarter of the others are on the wrong side. */
  function rowsOf(): number[][] {
    return Array.from(labels, (label, i) => {
      const side = !seenByEncoder[i] && random.nextFloat() < 0.25 ? 1 - label : label;
      return Array.from({ length: 12 }, (_, j) => (j === side ? 0.8 : 0) + 0.2 * (random.nextFloat() - 0.5));
    });
  }

  it("is calibrated on the rows that the encoder has not seen", async () => {
    const input = {
      classes: ["a", "b"],
      snippets: { vectors: matrixOf([]), labels: new Int32Array() },
      prompts: { means: matrixOf([new Array(12).fill(0), new Array(12).fill(0)]), known: [false, false] },
      rows: { vectors: normalizeRows(matrixOf(rowsOf())), labels },
      priors: "balanced" as const,
      seed: 0,
    };
    const sharpness = async (known: readonly boolean[]) => {
      const { head } = await fitHead({ ...input, seenByEncoder: known });
      return Math.hypot(...head.weights.data);
    };
    const swapped = seenByEncoder.map((isKnown) => !isKnown);
    expect(await sharpness(seenByEncoder)).toBeLessThan(0.8 * (await sharpness(swapped)));
  });

  it("reports the accuracy on the rows that the encoder has not seen", async () => {
    const input = {
      classes: ["a", "b"],
      snippets: { vectors: matrixOf([]), labels: new Int32Array() },
      prompts: { means: matrixOf([new Array(12).fill(0), new Array(12).fill(0)]), known: [false, false] },
      rows: { vectors: normalizeRows(matrixOf(rowsOf().slice(0, 40))), labels: labels.slice(0, 40) },
      priors: "balanced" as const,
      seed: 0,
    };
    const accuracy = async (known: readonly boolean[]) =>
      (await fitHead({ ...input, seenByEncoder: known.slice(0, 40) })).heldOutAccuracy;
    expect(await accuracy(seenByEncoder)).toBeLessThan(1);
    expect(await accuracy(seenByEncoder.map((isKnown) => !isKnown))).toBe(1);
    expect(await accuracy(seenByEncoder.map(() => true))).toBeUndefined();
  });
});
