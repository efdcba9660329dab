import { describe, expect, it } from "vitest";
import { type Classification, nodeProbabilities } from "../../src/index.ts";
import { treeAnswer, treeNodes } from "../../src/studio/project/model-answers.ts";

describe("an answer in a tree, as it is stored", () => {
  const ids = new Map<string | null, number>([
    ["Food", 1],
    ["Food > Dairy", 2],
    ["Food > Dairy > Milk", 3],
    ["Food > Dairy > Cheese", 4],
    ["Food > Bakery", 5],
    ["Tools", 6],
  ]);
  const probabilities = {
    "Food > Dairy > Milk": 0.4,
    "Food > Dairy > Cheese": 0.1,
    "Food > Bakery": 0.2,
    Tools: 0.3,
  };
  const found = {
    prediction: "Food > Dairy > Milk",
    probability: 0.2,
    probabilities,
    scores: Object.entries(probabilities).map(([label, probability]) => ({ label, probability })),
    noneProbability: 0.5,
  } as unknown as Classification;

  it("has the most probable class of each level, with the library's sums times the probability of being in scope", () => {
    const sums = nodeProbabilities(probabilities);
    const { scores, topProbability } = treeAnswer(9, found, treeNodes(ids));
    expect(scores!.map(([id]) => id)).toEqual([1, 2, 3]);
    const wanted = ["Food", "Food > Dairy", "Food > Dairy > Milk"].map((path) => sums[path] * 0.5);
    for (const [i, [, share]] of scores!.entries()) expect(share).toBeCloseTo(wanted[i], 12);
    expect(topProbability).toBeCloseTo(0.35, 12);
  });

  it("has only its class if a level has no class that is known", () => {
    const { scores } = treeAnswer(9, found, treeNodes(new Map([["Food > Dairy > Milk", 3]])));
    expect(scores!.map((each) => each?.[0])).toEqual([3]);
  });
});
