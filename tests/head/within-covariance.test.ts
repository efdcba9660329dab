import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classMeans } from "../../src/head/labeled-vectors.ts";
import { promptShape } from "../../src/head/within-covariance.ts";
import { cholesky } from "../../src/math/cholesky.ts";
import { trace } from "../../src/math/symmetric.ts";
import { expectNear, labeled } from "./problems.ts";

const coordinate = fc.float({ min: -1, max: 1, noNaN: true });
const anyPieces = fc.array(fc.tuple(fc.tuple(coordinate, coordinate, coordinate), fc.nat(2)), {
  maxLength: 30,
});

describe("the shape from snippets of descriptions", () => {
  it("is positive definite with trace d for any snippets", () =>
    fc.assert(
      fc.asyncProperty(anyPieces, async (drawn) => {
        const pieces = labeled(
          drawn.map(([vector]) => vector),
          drawn.map(([, label]) => label),
          3,
        );
        const shape = await promptShape(pieces, classMeans(pieces, 3).means);
        expect(trace(shape)).toBeCloseTo(3, 5);
        expect([...cholesky(shape).data].every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 100 },
    ));

  it("is the identity if every snippet is the mean of its class", async () => {
    const pieces = labeled(
      [
        [1, 2],
        [1, 2],
        [3, 4],
      ],
      [0, 0, 1],
    );
    expect([...(await promptShape(pieces, classMeans(pieces, 2).means)).data]).toEqual([1, 0, 0, 1]);
  });

  it("has 0.3 n / (n + 3000) of the scatter of n snippets", async () => {
    const pieces = labeled(
      [
        [1, 0],
        [-1, 0],
      ],
      [0, 0],
    );
    const share = (0.3 * 2) / 3002;
    const shape = await promptShape(pieces, classMeans(pieces, 1).means);
    expectNear(shape.data, [1 + share, 0, 0, 1 - share], 1e-7);
  });
});
