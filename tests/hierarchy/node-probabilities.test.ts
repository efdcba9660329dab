import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { nodeProbabilities } from "../../src/hierarchy/node-probabilities.ts";

describe("the probabilities of nodes", () => {
  it("are sums over the classes below, from the top down", () => {
    const found = nodeProbabilities({ "Food > Milk": 0.5, "Food > Bread": 0.25, Tools: 0.25 });
    expect(Object.entries(found)).toEqual([
      ["Food", 0.75],
      ["Food > Milk", 0.5],
      ["Food > Bread", 0.25],
      ["Tools", 0.25],
    ]);
  });

  it("of something other than numbers are an error", () => {
    expect(() => nodeProbabilities({ Food: "much" } as never)).toThrow(InputError);
  });
});
