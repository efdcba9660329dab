import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fastExp, logSumExp, softmax, softmaxInto } from "../../src/math/softmax.ts";
import { expectClose, matrixOf, readFixture } from "./matrices.ts";

interface SoftmaxCase {
  readonly scores: number[];
  readonly temperature: number;
  readonly probabilities: number[];
  readonly logSumExp: number;
}

describe("softmax", () => {
  // scipy.special.softmax and logsumexp of scores / temperature (fixtures/make_fixtures.py).
  it.each(readFixture<SoftmaxCase[]>("softmax"))("agrees with scipy for $scores at $temperature", (each) => {
    const probabilities = new Float64Array(each.scores.length);
    const found = softmaxInto(each.scores, probabilities, each.temperature);
    expectClose(probabilities, each.probabilities, 1e-14);
    expectClose([found], [each.logSumExp], 1e-14 * Math.max(1, Math.abs(each.logSumExp)));
    expect(logSumExp(each.scores, each.temperature)).toBe(found);
    expectClose(softmax(matrixOf([each.scores]), each.temperature).data, each.probabilities, 1e-7);
  });

  it("is finite, not negative and sums to 1 within 1e-6 for any finite scores", () => {
    const score = fc.float({ noNaN: true, noDefaultInfinity: true });
    const temperature = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.array(score, { minLength: 1, maxLength: 50 }), temperature, (scores, chosen) => {
        const { data } = softmax(matrixOf([scores]), chosen);
        expect(data.every((probability) => probability >= 0 && probability <= 1)).toBe(true);
        expect(Math.abs(data.reduce((sum, probability) => sum + probability, 0) - 1)).toBeLessThan(1e-6);
      }),
    );
  });

  it("of 3,000 classes sums to 1 within 1e-6", () => {
    const scores = matrixOf([Array.from({ length: 3000 }, (_, c) => Math.sin(c))]);
    const sum = softmax(scores).data.reduce((total, probability) => total + probability, 0);
    expect(Math.abs(sum - 1)).toBeLessThan(1e-6);
  });

  it("makes a row on which every class scores the same exactly uniform", () => {
    const row = [0, 1, -3e38, 1e-40].flatMap((score) => [new Array(7).fill(score)]);
    expect([...softmax(matrixOf(row), 0.01).data]).toEqual(new Array(28).fill(Math.fround(1 / 7)));
  });

  it("may overwrite the scores", () => {
    const scores = Float64Array.of(0, Math.log(3));
    softmaxInto(scores, scores);
    expectClose(scores, [0.25, 0.75], 1e-15);
  });
});

describe("the fast exponential", () => {
  it("equals Math.exp with a relative error of 1e-9, and is zero below the range of float32", () => {
    fc.assert(
      fc.property(fc.double({ min: -104, max: 0, noNaN: true }), (x) => {
        expect(Math.abs(fastExp(x) / Math.exp(x) - 1)).toBeLessThan(1e-9);
      }),
    );
    expect([fastExp(0), fastExp(-104.1), fastExp(Number.NEGATIVE_INFINITY)]).toEqual([1, 0, 0]);
  });
});
