import { describe, expect, it } from "vitest";
import { rowOf } from "../../../src/math/matrix.ts";
import { softmax } from "../../../src/math/softmax.ts";
import { mean } from "../../../src/math/vector.ts";
import {
  type ChosenShare,
  chooseShare,
  type ShareInput,
} from "../../../src/training/unlabeled/choose-share.ts";
import { addScores } from "../../../src/training/unlabeled/co-training.ts";
import { matrixOf } from "../../math/matrices.ts";

const logits = matrixOf(
  Array.from({ length: 60 }, (_, i) => [i % 3 === 0 ? 2 : 0, i % 3 === 1 ? 2 : 0, 0.5]),
);
const scores = matrixOf(Array.from({ length: 60 }, (_, i) => [i % 3 === 0 ? 1 : 0, i % 3 === 1 ? 1 : 0, 0]));
const texts = { logits, scores };
const labels = Int32Array.from({ length: 60 }, (_, i) => i % 3);
const rows = { ...texts, labels, weights: new Float64Array(60).fill(1) };

function confidence({ share, temperature }: ChosenShare): number {
  const probabilities = softmax(addScores(logits, scores, share), temperature);
  return mean(Array.from({ length: 60 }, (_, i) => Math.max(...rowOf(probabilities, i))));
}
const confidenceOf = (input: Omit<ShareInput, "texts">) => confidence(chooseShare({ texts, ...input }));

describe("how certain answers are that learned from texts without labels", () => {
  const before = confidence({ share: 0, temperature: 1 });

  it("follows the agreement of both views if there are no rows", () => {
    expect(confidenceOf({ agreement: 1 })).toBeGreaterThan(before);
    expect(confidenceOf({ agreement: 0.4 })).toBeLessThan(before);
  });

  it("is lower with a fine-tuned encoder, but never less than three quarters of what it was", () => {
    for (const agreement of [0.34, 0.7, 1]) {
      const tuned = confidenceOf({ agreement, isTuned: true });
      expect(tuned).toBeLessThan(confidenceOf({ agreement }));
      expect(tuned).toBeGreaterThan(0.75 * before - 1e-3);
    }
  });

  it("follows the rows if there are some, whether the encoder was fine-tuned or not", () => {
    const input = { agreement: 0.7, rows };
    expect(chooseShare({ texts, ...input, isTuned: true })).toEqual(chooseShare({ texts, ...input }));
  });
});
