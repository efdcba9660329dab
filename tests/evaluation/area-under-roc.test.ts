import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areaUnderRoc } from "../../src/evaluation/area-under-roc.ts";
import { readFixture } from "./rows.ts";

interface NoneFixture {
  readonly isNone: boolean[];
  readonly noneProbability: number[];
  readonly areaUnderRoc: number;
}

describe("the area under the ROC curve", () => {
  it("agrees with sklearn.metrics.roc_auc_score on tied scores", () => {
    const { isNone, noneProbability, areaUnderRoc: expected } = readFixture<NoneFixture>("none");
    const ofKind = (kind: boolean) => noneProbability.filter((_, i) => isNone[i] === kind);
    expect(areaUnderRoc(ofKind(true), ofKind(false))).toBeCloseTo(expected, 14);
  });

  it("is the share of pairs in which the positive is higher, where ties count half", () => {
    const scores = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(scores, scores, (positives, negatives) => {
        const won = positives.flatMap((positive) =>
          negatives.map((negative) => (positive > negative ? 1 : positive === negative ? 0.5 : 0)),
        );
        const share = won.reduce((sum: number, each) => sum + each, 0) / won.length;
        expect(areaUnderRoc(positives, negatives)).toBeCloseTo(share, 12);
      }),
    );
  });
});
