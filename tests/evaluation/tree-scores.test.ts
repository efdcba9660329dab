import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { scoreTree } from "../../src/evaluation/tree-scores.ts";

const cells = [
  { truth: "Food > Milk", prediction: "Food > Milk", count: 6 },
  { truth: "Food > Milk", prediction: "Food > Bread", count: 3 },
  { truth: "Food > Milk", prediction: "Tools", count: 1 },
  { truth: "Tools", prediction: "Tools", count: 4 },
  { truth: "Tools", prediction: null, count: 2 },
  { truth: null, prediction: "Food > Bread", count: 5 },
];

describe("the scores of a tree of classes", () => {
  it("count a row at each node above its class, and answers inside the node", () => {
    const { nodes, top } = scoreTree(cells);
    expect(nodes).toEqual([
      { name: "Food", classes: 2, rows: 10, correct: 6, inside: 9 },
      { name: "Food > Milk", parent: 0, classes: 1, rows: 10, correct: 6, inside: 6 },
      { name: "Food > Bread", parent: 0, classes: 1, rows: 0, correct: 0, inside: 0 },
      { name: "Tools", classes: 1, rows: 6, correct: 4, inside: 4 },
    ]);
    expect(top).toEqual([
      { truth: "Food", prediction: "Food", count: 9 },
      { truth: "Food", prediction: "Tools", count: 1 },
      { truth: "Tools", prediction: "Tools", count: 4 },
      { truth: "Tools", prediction: null, count: 2 },
      { truth: null, prediction: "Food", count: 5 },
    ]);
  });

  it("count an answer above the classes as inside the node, but not as a class", () => {
    const { nodes } = scoreTree([
      { truth: "Food > Milk", prediction: "Food", count: 2 },
      { truth: "Food > Milk", prediction: "Food > Milk", count: 1 },
    ]);
    expect(nodes[0]).toEqual({ name: "Food", classes: 1, rows: 3, correct: 1, inside: 3 });
  });

  it("use groups instead of paths, and keep a class that is in no group", () => {
    const groups = [{ name: "meals", classes: ["Food > Milk", "Food > Bread"] }];
    const { nodes, top } = scoreTree(cells, groups);
    expect(nodes.map(({ name, parent }) => [name, parent])).toEqual([
      ["meals", undefined],
      ["Food > Milk", 0],
      ["Food > Bread", 0],
      ["Tools", undefined],
    ]);
    expect(top[1]).toEqual({ truth: "meals", prediction: "Tools", count: 1 });
  });

  it("tell a group from a class of the same name", () => {
    const confusion = [
      { truth: "milk", prediction: "bread", count: 1 },
      { truth: "soap", prediction: "soap", count: 1 },
    ];
    const { nodes } = scoreTree(confusion, [
      { name: "soap", classes: ["milk", "bread"] },
      { name: "rest", classes: ["soap"] },
    ]);
    expect(nodes.map(({ name, rows }) => [name, rows])).toEqual([
      ["soap", 1],
      ["milk", 1],
      ["bread", 0],
      ["rest", 1],
      ["soap", 1],
    ]);
  });

  it("are empty without rows, and an invalid argument is rejected", () => {
    expect(scoreTree([])).toEqual({ nodes: [], top: [] });
    expect(() => scoreTree({} as never)).toThrow(InputError);
    expect(() => scoreTree([], "groups" as never)).toThrow("groups");
  });
});
