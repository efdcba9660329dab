import { describe, expect, it } from "vitest";
import { confusionMatrix, mostConfused } from "../../src/evaluation/confusion.ts";
import { answered, type EvaluationFixture, readFixture } from "./rows.ts";

describe("the confusion matrix", () => {
  it("agrees with sklearn.metrics.confusion_matrix, without its zeros", () => {
    const { rows, labels, confusion } = readFixture<EvaluationFixture>("evaluation");
    const expected = labels.flatMap((truth, i) =>
      labels.map((prediction, j) => ({ truth, prediction, count: confusion[i][j] })),
    );
    expect(confusionMatrix(rows)).toEqual(expected.filter(({ count }) => count > 0));
  });

  it("has null as a separate last label, distinct from a class with the name null", () => {
    const rows = [
      answered(null, "null"),
      answered("null", null),
      answered("null", "a"),
      answered(null, null),
    ];
    expect(confusionMatrix(rows)).toEqual([
      { truth: "null", prediction: "a", count: 1 },
      { truth: "null", prediction: null, count: 1 },
      { truth: null, prediction: "null", count: 1 },
      { truth: null, prediction: null, count: 1 },
    ]);
  });

  it("lists the most frequent incorrect predictions first and no correct ones", () => {
    const { rows } = readFixture<EvaluationFixture>("evaluation");
    expect(mostConfused(confusionMatrix(rows), 3)).toEqual([
      { truth: "ant", prediction: "Bee", count: 9 },
      { truth: "ant", prediction: "cow", count: 7 },
      { truth: "ant", prediction: "fox", count: 7 },
    ]);
    expect(mostConfused([{ truth: "a", prediction: "a", count: 5 }], 3)).toEqual([]);
  });
});
