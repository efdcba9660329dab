import { describe, expect, it } from "vitest";
import { heldOutAccuracyOf, unseenLogits } from "../../src/training/held-out-logits.ts";

const logits = { rows: 3, columns: 2, data: Float32Array.of(1, 0, 0, 2, 3, 0) };
const heldOut = { rows: Int32Array.of(5, 1, 2), logits };

describe("held-out logits", () => {
  it("give the accuracy of their rows, by weight", () => {
    const labels = Int32Array.of(0, 0, 0, 1, 1, 0);
    expect(heldOutAccuracyOf(heldOut, labels, undefined)).toBeCloseTo(2 / 3);
    const weights = Float64Array.of(1, 0.5, 1, 1, 1, 0.5);
    expect(heldOutAccuracyOf(heldOut, labels, weights)).toBeCloseTo(1.5 / 2);
  });

  it("are kept for the rows that the encoder has not seen", () => {
    const seen = [false, true, false, false, false, false];
    const found = unseenLogits(heldOut, seen)!;
    expect([...found.rows]).toEqual([5, 2]);
    expect([...found.logits.data]).toEqual([1, 0, 3, 0]);
    expect(unseenLogits(heldOut, undefined)).toEqual(heldOut);
    expect(
      unseenLogits(
        heldOut,
        seen.map(() => true),
      ),
    ).toBeUndefined();
  });
});
