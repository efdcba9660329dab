import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coverageCurve as curveOf, firstPoints, thinnedCurve } from "../../src/evaluation/coverage-curve.ts";
import { answered, type LabeledPrediction } from "./rows.ts";

function coverageCurve(rows: readonly LabeledPrediction[]) {
  return curveOf({
    probability: Float64Array.from(rows, ({ probability = 0 }) => probability),
    correct: Uint8Array.from(rows, ({ truth, prediction }) => (truth === prediction ? 1 : 0)),
  });
}

describe("the coverage curve", () => {
  it("answers the most probable rows first", () => {
    const rows = [
      answered("a", "b", 0.6),
      answered("a", "a", 0.9),
      answered("a", "a", 0.3),
      answered("a", "a", 0.7),
    ];
    expect(coverageCurve(rows)).toEqual([
      { threshold: 0.9, coverage: 0.25, accuracy: 1 },
      { threshold: 0.7, coverage: 0.5, accuracy: 1 },
      { threshold: 0.6, coverage: 0.75, accuracy: 2 / 3 },
      { threshold: 0.3, coverage: 1, accuracy: 0.75 },
    ]);
  });

  it("agrees at every threshold with filtering the rows, in any order of the rows", () => {
    const row = fc
      .tuple(fc.boolean(), fc.constantFrom(0.1, 0.25, 0.5, 0.99, 1))
      .map(([isCorrect, probability]) => answered("a", isCorrect ? "a" : "b", probability));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
        const curve = coverageCurve(rows);
        expect(curve).toHaveLength(new Set(rows.map(({ probability }) => probability)).size);
        for (const { threshold, coverage, accuracy } of curve) {
          const kept = rows.filter(({ probability = 0 }) => probability >= threshold);
          const correct = kept.filter(({ prediction }) => prediction === "a");
          expect(coverage).toBe(kept.length / rows.length);
          expect(accuracy).toBe(correct.length / kept.length);
        }
      }),
    );
  });

  it("puts each row at the first point whose threshold it reaches", () => {
    const points = [{ threshold: 0.9 }, { threshold: 0.5 }, { threshold: 0.5 }, { threshold: 0.1 }];
    const probability = Float64Array.of(0.95, 0.9, 0.7, 0.5, 0.1, 0.05);
    expect([...firstPoints(probability, points, 6)]).toEqual([0, 0, 1, 1, 3, 4]);
  });

  it("keeps the first and last point and one point per hundredth when thinned", () => {
    const rows = Array.from({ length: 1000 }, (_, i) => answered("a", "a", (i + 1) / 1000));
    const thin = thinnedCurve(coverageCurve(rows));
    expect(thin[0]).toEqual({ threshold: 1, coverage: 0.001, accuracy: 1 });
    expect(thin.at(-1)).toEqual({ threshold: 0.001, coverage: 1, accuracy: 1 });
    expect(thin).toHaveLength(101);
  });

  it("of few rows keeps every point when thinned", () => {
    const curve = coverageCurve([answered("a", "a", 0.2), answered("a", "b", 0.4), answered("a", "a", 0.8)]);
    expect(thinnedCurve(curve)).toEqual(curve);
  });
});
