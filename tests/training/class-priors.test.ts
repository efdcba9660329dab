import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { classPriors, type Priors } from "../../src/training/class-priors.ts";

const names = ["a", "b", "__proto__"];

describe("the priors of classes", () => {
  it.each<[string, Priors, number[], number[]]>([
    ["are equal if balanced", "balanced", [5, 0, 1], [1 / 3, 1 / 3, 1 / 3]],
    [
      "follow the rows, each class credited with 20",
      "observed",
      [40, 20, 60],
      [60 / 180, 40 / 180, 80 / 180],
    ],
    [
      "of an unseen class are those of the mean class",
      "observed",
      [40, 0, 20],
      [60 / 150, 50 / 150, 40 / 150],
    ],
    ["are equal if nothing was observed", "observed", [0, 0, 0], [1 / 3, 1 / 3, 1 / 3]],
    [
      "are the weights given, made to sum to 1",
      JSON.parse('{"b":2,"a":1,"__proto__":1}'),
      [9, 0, 0],
      [0.25, 0.5, 0.25],
    ],
  ])("%s", (_, priors, counts, expected) => {
    const found = classPriors(priors, names, Float64Array.from(counts));
    found.forEach((prior, c) => {
      expect(prior).toBeCloseTo(expected[c], 12);
    });
  });

  it.each<[string, Priors, RegExp]>([
    ["a class is missing", { a: 1, b: 1 }, /"__proto__" has none/],
    ["a name is not a class", JSON.parse('{"a":1,"b":1,"__proto__":1,"c":1}'), /"c" is not one of them/],
  ])("by name are rejected if %s", (_, priors, message) => {
    const ask = () => classPriors(priors, names, new Float64Array(3));
    expect(ask).toThrow(InputError);
    expect(ask).toThrow(message);
  });
});
