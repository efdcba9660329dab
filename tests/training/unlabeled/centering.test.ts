import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/math/random.ts";
import { addOffset, centeringOffsets, withOffset } from "../../../src/training/unlabeled/centering.ts";
import { coTrain } from "../../../src/training/unlabeled/co-training.ts";
import { Vocabulary } from "../../../src/words/vocabulary.ts";

function matrix(rows: readonly (readonly number[])[]) {
  return { rows: rows.length, columns: rows[0].length, data: Float32Array.from(rows.flat()) };
}

describe("centering of scores", () => {
  const logits = matrix([
    [4, 0, 2],
    [2, 0, 4],
    [9, 9, 9],
  ]);

  it("first adds nothing, then the distance of each class to the mean of all", () => {
    const [nothing, whole] = centeringOffsets(logits, Float64Array.of(1, 1, 0));
    expect([...nothing].every((value) => value === 0)).toBe(true);
    // Class means of the two weighted rows: 3, 0, 3; their mean: 2.
    expect([...whole]).toEqual([-1, 2, -1]);
  });

  it("is the same for scores and for a head", () => {
    const offset = Float64Array.of(-0.5, 1, -0.5);
    expect([...addOffset(logits, offset).data.slice(0, 3)]).toEqual([3.5, 1, 1.5]);
    const head = withOffset({ weights: logits, bias: Float32Array.of(1, 2, 3) }, offset);
    expect([...head.bias]).toEqual([0.5, 3, 2.5]);
    expect(head.weights).toBe(logits);
  });
});

describe("co-training", () => {
  /** 200 texts of two classes whose vectors and words tell the class. */
  const classOf = Int32Array.from({ length: 200 }, (_, i) => i % 2);
  const random = createRandom(1);
  const words = [
    ["parcel", "late", "courier", "depot", "box"],
    ["money", "refund", "card", "bill", "charged"],
  ];
  const texts = Array.from(classOf, (c, i) => `${words[c][i % 5]} ${words[c][(i >> 1) % 5]} number${i}`);
  const vectors = matrix(
    Array.from(classOf, (c) => {
      const x = c === 0 ? 0.8 : -0.8;
      const noise = 0.4 * (random.nextFloat() - 0.5);
      const length = Math.hypot(x, noise, 0.2);
      return [x / length, noise / length, 0.2 / length];
    }),
  );

  async function accuracyFrom(bias: number): Promise<number> {
    const vocabulary = Vocabulary.from(texts);
    const logits = matrix(
      Array.from(classOf, (_, i) => [2 * vectors.data[3 * i] + bias + 0.1 * (random.nextFloat() - 0.5), 0]),
    );
    const { scores } = await coTrain({
      vectors,
      features: vocabulary.features(texts),
      logits,
      labels: new Int32Array(0),
      weights: new Float64Array(texts.length).fill(1),
      groups: Int32Array.from(texts.keys()),
      keepsWords: true,
    });
    const isCorrect = Array.from(classOf, (c, i) => {
      const [a, b] = [0, 1].map((k) => logits.data[2 * i + k] + scores.data[2 * i + k]);
      return (a > b ? 0 : 1) === c;
    });
    return isCorrect.filter(Boolean).length / isCorrect.length;
  }

  it("finds the classes from scores that are right", async () => {
    expect(await accuracyFrom(0)).toBeGreaterThan(0.95);
  });

  it("finds them also if the scores of one class are too high for all texts", async () => {
    expect(await accuracyFrom(2.6)).toBeGreaterThan(0.95);
  });
});
