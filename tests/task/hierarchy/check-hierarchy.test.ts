import { describe, expect, it } from "vitest";
import { checkLeafLabels, checkPaths } from "../../../src/task/hierarchy/check-hierarchy.ts";

const defined = (...names: readonly string[]) => names.map((name) => ({ name }));

describe("paths", () => {
  it("of any letters are valid", () => {
    expect(() => checkPaths(defined("食品 > 牛奶", "食品 > Käse & Co.", "a>b > c", "Tools"))).not.toThrow();
  });

  it("may have the same last part below different nodes, and repeat the node above", () => {
    expect(() => checkPaths(defined("Food > Other", "Tools > Other", "Utilities > Utilities"))).not.toThrow();
  });

  it.each([["Food > > Milk"], ["> Milk"], ["Food >"]])("with an empty part, %s, are an error", (name) => {
    expect(() => checkPaths(defined(name))).toThrow(
      `The path "${name}" has an empty part; write a name before and after each ">", or, if names are not paths, set the option hierarchy to false (--no-hierarchy).`,
    );
  });

  it("with other blanks are an error that says how to write them", () => {
    expect(() => checkPaths(defined("Food  >  Milk"))).toThrow(
      'The path "Food  >  Milk" is not written with one blank on each side of ">"; write "Food > Milk".',
    );
  });

  it.each([
    ["case", "Food > Dairy > Milk", "food > Dairy > Cheese", '"Food" and "food"'],
    [
      "the class and an inner node",
      "Food > dairy",
      "Food > Dairy > Milk",
      '"Food > dairy" and "Food > Dairy"',
    ],
    ["blanks at the >", "Food > Dairy", "Food>Dairy > Milk", '"Food > Dairy" and "Food>Dairy"'],
    ["Unicode composition", "Caf\u00e9 > a", "Cafe\u0301 > b", '"Caf\u00e9" and "Cafe\u0301"'],
    ["hyphens", "Non food > a", "Non-food > b", '"Non food" and "Non-food"'],
  ])("that are two spellings of one path, by %s, are an error", (_, one, other, named) => {
    expect(() => checkPaths(defined(one, other))).toThrow(
      `${named} are two spellings of one path; write it the same way everywhere.`,
    );
  });
});

describe("labels of examples", () => {
  const leaves = defined("Food > Dairy > Milk", "Food > Bread");

  it("that are classes are valid", () => {
    expect(() => checkLeafLabels(["Food > Bread"], { leaves })).not.toThrow();
  });

  it("that are inner nodes are an error of one sentence", () => {
    expect(() => checkLeafLabels(["Food > Dairy"], { leaves })).toThrow(
      '"Food > Dairy" is an inner node of the hierarchy, and examples belong to the classes below it; label them with one, such as "Food > Dairy > Milk", or add a class for the rest, such as "Food > Dairy > Other".',
    );
  });
});
