import { describe, expect, it } from "vitest";
import { addHeads, correctionOf } from "../../src/head/logistic-correction.ts";
import { expectNear, labeled, matrixOf, readFixture, type Table } from "./problems.ts";

interface Case {
  readonly source: string;
  readonly penalty: number;
  readonly rowWeights: readonly number[];
  readonly logits: Table;
  readonly weights: Table;
  readonly bias: readonly number[];
}

const { rows, labels, cases } = readFixture<{ rows: Table; labels: number[]; cases: Case[] }>("corrections");

/** The loss as stated: sum w loss(logits + D x / 0.046) + penalty |D|^2 / 2, from a head on the vectors themselves. */
function lossOf({ penalty, rowWeights, logits }: Case, point: readonly number[]): number {
  const [weights, bias] = [point.slice(0, 24), point.slice(24)];
  let loss = 0;
  rows.forEach((vector, i) => {
    const scores = bias.map((b, c) =>
      vector.reduce((sum, x, j) => sum + weights[c * 8 + j] * x, b + logits[i][c]),
    );
    loss += rowWeights[i] * (Math.log(scores.reduce((sum, s) => sum + Math.exp(s), 0)) - scores[labels[i]]);
  });
  const squares =
    weights.reduce((sum, w) => sum + (w * 0.046) ** 2, 0) + bias.reduce((sum, b) => sum + b * b, 0);
  return loss + (penalty * squares) / 2;
}

function problemOf({ logits, rowWeights }: Case) {
  return { rows: labeled(rows, labels), logits: matrixOf(logits), weights: Float64Array.from(rowWeights) };
}

/** Twelve steps, taken up again until they end. */
async function solve(problem: ReturnType<typeof problemOf>, penalty: number) {
  const correct = correctionOf(problem);
  let head = await correct(penalty, 12);
  for (let again = 0; again < 4; again++) head = await correct(penalty, 12, head);
  return head;
}

describe("a logistic correction", () => {
  it.each(cases)("at penalty $penalty is where $source finds the minimum", async (reference) => {
    const { weights, bias } = await solve(problemOf(reference), reference.penalty);
    expectNear(weights.data, reference.weights.flat(), 5e-3);
    expect(Math.max(...bias.map((value, c) => Math.abs(value - reference.bias[c])))).toBeLessThan(2e-3);
  });

  it.each(cases)("at penalty $penalty ($source) has a gradient of zero", async (reference) => {
    const { weights, bias } = await solve(problemOf(reference), reference.penalty);
    const point = [...weights.data, ...bias];
    const slopeAt = (at: readonly number[], i: number) => {
      const step = i < 24 ? 1e-3 / 0.046 : 1e-3;
      const moved = (by: number) =>
        lossOf(
          reference,
          at.map((value, j) => (j === i ? value + by : value)),
        );
      return (moved(step) - moved(-step)) / 2e-3;
    };
    const largest = (at: readonly number[]) => Math.max(...at.map((_, i) => Math.abs(slopeAt(at, i))));
    expect(largest(point)).toBeLessThan(0.01 * largest(point.map(() => 0)));
  });

  it("is within a thousandth of the lowest loss after twelve steps", async () => {
    for (const reference of cases) {
      const { weights, bias } = await correctionOf(problemOf(reference))(reference.penalty, 12);
      const lowest = lossOf(reference, [...reference.weights.flat(), ...reference.bias]);
      expect(lossOf(reference, [...weights.data, ...bias]) / lowest).toBeLessThan(1.001);
    }
  });

  it("does not change the head that it starts from, nor the logits", async () => {
    const problem = problemOf(cases[0]);
    const start = {
      weights: matrixOf([
        [1, 2, 3, 4, 5, 6, 7, 8],
        [0, 0, 0, 0, 0, 0, 0, 0],
        [1, 1, 1, 1, 1, 1, 1, 1],
      ]),
      bias: Float32Array.of(1, 2, 3),
    };
    const before = JSON.stringify([start, problem]);
    await correctionOf(problem)(100, 12, start);
    expect(JSON.stringify([start, problem])).toBe(before);
  });

  it("is added weight by weight and bias by bias", () => {
    const a = {
      weights: matrixOf([
        [1, 2],
        [3, 4],
      ]),
      bias: Float32Array.of(1, 2),
    };
    const b = {
      weights: matrixOf([
        [10, 20],
        [30, 40],
      ]),
      bias: Float32Array.of(5, 6),
    };
    const sum = addHeads(a, b);
    expect([...sum.weights.data, ...sum.bias]).toEqual([11, 22, 33, 44, 6, 8]);
  });
});
