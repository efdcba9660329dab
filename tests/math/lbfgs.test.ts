import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minimize, type Objective } from "../../src/math/lbfgs.ts";
import { zeros } from "../../src/math/matrix.ts";
import { softmaxInto } from "../../src/math/softmax.ts";
import { multiply } from "../../src/onnx/product.ts";
import { expectClose, matrixOf, readFixture } from "./matrices.ts";

interface LogisticCase {
  readonly features: number[][];
  readonly labels: number[];
  readonly penalty: number;
  readonly weights: number[];
  readonly value: number;
}

/** The sum of 100 (x[i+1] - x[i]^2)^2 + (1 - x[i])^2: a bent valley whose lowest point is all ones. */
const rosenbrock: Objective = (x, gradient) => {
  gradient.fill(0);
  let value = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const bend = x[i + 1] - x[i] * x[i];
    value += 100 * bend * bend + (1 - x[i]) ** 2;
    gradient[i] += -400 * bend * x[i] - 2 * (1 - x[i]);
    gradient[i + 1] += 200 * bend;
  }
  return value;
};

describe("L-BFGS", () => {
  it("finds the minimum of any convex quadratic function, from any start", async () => {
    const vector = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 6, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(vector, vector, async (lowest, start) => {
        const bowl: Objective = (x, gradient) => {
          let value = 3;
          for (let i = 0; i < x.length; i++) {
            value += (10 ** (i - 2) * (x[i] - lowest[i]) ** 2) / 2;
            gradient[i] = 10 ** (i - 2) * (x[i] - lowest[i]);
          }
          return value;
        };
        const found = await minimize(bowl, Float64Array.from(start), {
          gradientTolerance: 1e-8,
          valueTolerance: 0,
          maximumIterations: 300,
        });
        expectClose(found.point, lowest, 1e-4);
        expect(found.value).toBeCloseTo(3, 10);
      }),
      { numRuns: 50 },
    );
  });

  it.each([2, 10, 50])("finds the minimum of Rosenbrock's function in %i dimensions", async (size) => {
    const start = Float64Array.from({ length: size }, (_, i) => (i % 2 === 0 ? -1.2 : 1));
    const found = await minimize(rosenbrock, start, { maximumIterations: 500, valueTolerance: 0 });
    expect(found.reason).toBe("gradient");
    expectClose(found.point, new Array(size).fill(1), 1e-5);
    expect(start[0]).toBe(-1.2);
  });

  it("fits logistic regression as scipy.optimize.minimize does, with products in float32", async () => {
    const reference = readFixture<LogisticCase>("logistic-regression");
    const found = await minimize(logisticLoss(reference), new Float64Array(12), { gradientTolerance: 1e-6 });
    expectClose(found.point, reference.weights, 1e-4);
    expect(found.value).toBeCloseTo(reference.value, 6);
    expect(found.iterations).toBeLessThan(30);
  });

  it("steps back from values that are not finite", async () => {
    const barrier: Objective = (x, gradient) => {
      gradient[0] = 1 - 1 / x[0];
      return x[0] > 0 ? x[0] - Math.log(x[0]) : Number.NaN;
    };
    const found = await minimize(barrier, Float64Array.of(1e-4));
    expectClose(found.point, [1], 1e-4);
  });

  it("reports why it stopped", async () => {
    const start = Float64Array.of(-1.2, 1);
    const parabola: Objective = (x, gradient) => {
      gradient[0] = 2 * x[0];
      return x[0] * x[0];
    };
    expect((await minimize(parabola, Float64Array.of(0))).reason).toBe("gradient");
    expect(await minimize(rosenbrock, start, { maximumIterations: 3 })).toMatchObject({
      reason: "iterations",
      iterations: 3,
    });
    expect((await minimize(rosenbrock, start, { valueTolerance: 0.5 })).reason).toBe("value");
    const uphillOnly: Objective = (x, gradient) => {
      gradient[0] = -1;
      return Math.abs(x[0]);
    };
    expect(await minimize(uphillOnly, Float64Array.of(0))).toMatchObject({
      reason: "no descent",
      iterations: 0,
      value: 0,
    });
  });

  it("counts the evaluations, and passes on errors of the objective", async () => {
    let asked = 0;
    const counting: Objective = (x, gradient) => {
      asked++;
      if (asked > 20) throw new Error("enough");
      return rosenbrock(x, gradient);
    };
    const start = Float64Array.of(-1.2, 1);
    const found = await minimize(counting, start, { maximumIterations: 5 });
    expect(found.evaluations).toBe(asked);
    await expect(minimize(counting, start)).rejects.toThrow("enough");
  });
});

/** Mean log loss plus penalty |W|^2 / 2, as in fixtures/make_fixtures.py. */
function logisticLoss({ features, labels, penalty }: LogisticCase): Objective {
  const inputs = matrixOf(features);
  return async (point, gradient) => {
    const weights = { rows: 3, columns: 4, data: Float32Array.from(point) };
    const scores = await multiply(inputs, weights, { transposeB: true });
    const residual = zeros(scores.rows, 3);
    let value = 0;
    labels.forEach((label, i) => {
      const row = scores.data.subarray(i * 3, i * 3 + 3);
      value += softmaxInto(row, residual.data.subarray(i * 3, i * 3 + 3)) - row[label];
      residual.data[i * 3 + label] -= 1;
    });
    const slope = await multiply(residual, inputs, { transposeA: true });
    value /= labels.length;
    for (let i = 0; i < point.length; i++) {
      value += (penalty / 2) * point[i] ** 2;
      gradient[i] = slope.data[i] / labels.length + penalty * point[i];
    }
    return value;
  };
}
