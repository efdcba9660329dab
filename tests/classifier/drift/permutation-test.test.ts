import { describe, expect, it } from "vitest";
import {
  drawRelabelings,
  jointPValues,
  relabelings,
} from "../../../src/classifier/drift/permutation-test.ts";
import { rowOf } from "../../../src/math/matrix.ts";
import { createRandom } from "../../../src/math/random.ts";

describe("relabelings", () => {
  it("begin with the true one and keep the number of stream texts in each stratum", () => {
    const isStream = [true, false, false, true, true, false, true];
    const strata = Int32Array.of(0, 0, 0, 1, 1, 1, 2);
    const labels = drawRelabelings(isStream, strata, createRandom(1));
    expect(labels.rows).toBe(relabelings + 1);
    expect([...rowOf(labels, 0)]).toEqual([1, 0, 0, 1, 1, 0, 1]);
    for (let draw = 0; draw < labels.rows; draw++) {
      const [a, b, c, d, e, f, g] = rowOf(labels, draw);
      expect([a + b + c, d + e + f, g]).toEqual([1, 2, 1]);
    }
    const first = Array.from({ length: relabelings }, (_, i) => rowOf(labels, i + 1)[0]);
    expect(first.reduce((sum, value) => sum + value, 0) / relabelings).toBeCloseTo(1 / 3, 1);
  });
});

describe("joint p-values", () => {
  // The same formula in Python 3.11 with numpy 2.4: p = (T[:, None, :] >= T[:, :, None]).mean(2); m = p.min(0);
  // print((m[None, :] <= p[:, :1]).mean(1), (m <= m[0]).mean())
  it("equal those of the formula", () => {
    const one = Float64Array.of(9, 1, 2, 3, 4, 5, 6, 7);
    const other = Float64Array.of(3, 8, 1, 2, 7, 6, 5, 4);
    expect(jointPValues([one, other])).toEqual({ adjusted: [0.25, 0.875], overall: 0.25 });
  });

  it("are 1 for statistics that never vary", () => {
    expect(jointPValues([new Float64Array(5).fill(2)])).toEqual({ adjusted: [1], overall: 1 });
  });

  it("are at most 0.05 in about 5 of 100 cases without a change, for several dependent statistics", () => {
    const random = createRandom(3);
    let alarms = 0;
    const runs = 400;
    for (let run = 0; run < runs; run++) {
      const shared = Float64Array.from({ length: 200 }, () => random.nextFloat());
      const statistics = [0, 0.5, 1].map((weight) =>
        shared.map((value) => weight * value + (1 - weight) * random.nextFloat()),
      );
      if (jointPValues(statistics).overall <= 0.05) alarms++;
    }
    // 20 are expected; 2 to 33 holds with a probability above 99.8 % (binomial).
    expect(alarms).toBeGreaterThan(5);
    expect(alarms).toBeLessThan(34);
  });
});
