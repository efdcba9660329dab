import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answers, mostProbable } from "../../src/trained-model/answers.ts";

/** The definition: all columns sorted by descending probability, equal ones in their order. */
function sorted(row: Float32Array, count: number): number[] {
  const order = Array.from(row.keys()).sort((a, b) => row[b] - row[a] || a - b);
  return order.slice(0, Math.max(1, count));
}

describe("the most probable columns", () => {
  it("are those that sorting all of them gives, with equal ones in their order, for every number of them", () => {
    const probability = fc.oneof(
      fc.constantFrom(0, 2 ** -149, 0.25, 0.5, 1),
      fc.float({ min: 0, max: 1, noNaN: true }).map((value) => value + 0),
    );
    const row = fc.array(probability, { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(row, fc.integer({ min: 0, max: 50 }), (values, count) => {
        const given = Float32Array.from(values);
        expect(mostProbable(given, count)).toEqual(sorted(given, count));
      }),
    );
  });

  it("are found in a row that is a part of a matrix", () => {
    const matrix = Float32Array.from({ length: 60 }, (_, i) => ((i * 7) % 60) / 60);
    const row = matrix.subarray(20, 40);
    expect(mostProbable(row, 20)).toEqual(sorted(row, 20));
  });
});

describe("an answer", () => {
  const classes = ["a", "2", "b", "1"];
  const prediction = {
    probabilities: { rows: 1, columns: 4, data: Float32Array.of(0.125, 0.5, 0.125, 0.25) },
    none: Float64Array.of(0.5),
    charactersRead: [undefined],
  };
  const decide = () =>
    ({ prediction: "2", outcome: "class", probability: 0.5, noneProbability: 0.5 }) as const;

  it("has the same probabilities in the scores and by name, in its copies and as JSON", () => {
    const [answer] = answers(["text"], classes, prediction, decide);
    const probabilities = { a: 0.125, b: 0.125, "1": 0.25, "2": 0.5 };
    expect(answer.scores.map(({ label }) => label)).toEqual(["2", "1", "a", "b"]);
    expect(answer.probabilities).toEqual(probabilities);
    expect(answer.probabilities).toBe(answer.probabilities);
    expect({ ...answer }.probabilities).toEqual(probabilities);
    expect(JSON.parse(JSON.stringify(answer))).toEqual({
      ...{ text: "text", prediction: "2", outcome: "class", probability: 0.5, noneProbability: 0.5 },
      ...{ scores: answer.scores, probabilities },
    });
  });

  it("has only the wanted number of classes in both", () => {
    const [answer] = answers(["text"], classes, prediction, decide, { top: 2 });
    expect(answer.scores).toHaveLength(2);
    expect(answer.probabilities).toEqual({ "1": 0.25, "2": 0.5 });
  });
});
