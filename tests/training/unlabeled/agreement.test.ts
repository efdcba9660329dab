import { describe, expect, it } from "vitest";
import { type AnswerPair, agreementGain, agreementOf } from "../../../src/training/unlabeled/agreement.ts";

describe("agreement of two views", () => {
  const weights = Float64Array.of(1, 1, 1, 1, 1, 0);
  /** Agrees on the rows 0, 1, 2 and 5. */
  const often: AnswerPair = [Int32Array.of(0, 1, 2, 0, 1, 2), Int32Array.of(0, 1, 2, 1, 2, 2)];
  /** Agrees on the rows 0 and 3. */
  const seldom: AnswerPair = [Int32Array.of(0, 1, 2, 0, 1, 2), Int32Array.of(0, 2, 1, 0, 2, 1)];

  it("counts rows by their weights", () => {
    expect(agreementOf(...often, weights)).toBeCloseTo(0.6, 12);
  });

  it("has a gain in standard errors, from the rows on which one pair agrees and the other does not", () => {
    // Two rows are gained and one is lost; the row without weight does not count: (2 - 1) / sqrt(3).
    expect(agreementGain(often, seldom, weights)).toBeCloseTo(1 / Math.sqrt(3), 12);
    expect(agreementGain(seldom, often, weights)).toBeCloseTo(-1 / Math.sqrt(3), 12);
  });

  it("has no gain over itself", () => {
    expect(agreementGain(often, often, weights)).toBe(0);
  });
});
