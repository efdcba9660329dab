import { expect, it } from "vitest";
import { createHashingEncoder } from "../../../src/encoder/hashing-encoder.ts";
import { withoutLowerF1 } from "../../../src/fine-tuning/label-sets/evaluate-label-sets.ts";

it("a candidate with a lower held-out micro-F1 than before is not offered, whatever its loss", () => {
  const encoder = createHashingEncoder();
  const candidate = (share: 0 | 0.5 | 1, loss: number, accuracy: number) => ({
    ...{ share, encoder, losses: [loss], accuracy },
  });
  const sharesOf = (half: number, whole: number) =>
    withoutLowerF1([candidate(0, 0.5, 0.6), candidate(0.5, 0.3, half), candidate(1, 0.1, whole)]).map(
      ({ share }) => share,
    );
  expect(sharesOf(0.6, 0.5)).toEqual([0, 0.5]);
  expect(sharesOf(0.7, 0.8)).toEqual([0, 0.5, 1]);
  expect(sharesOf(0.5, 0.5)).toEqual([0]);
});
