import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ClassTree } from "../../src/hierarchy/class-tree.ts";
import { levelOf, parentPath } from "../../src/hierarchy/paths.ts";

const classes = ["Food > Dairy > Milk", "Food > Dairy > Cheese", "Food > Bread", "Tools"];
const tree = new ClassTree(classes);

/** Classes of random trees, and a probability for each. */
const trees = fc
  .uniqueArray(
    fc
      .array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 5 })
      .map((parts) => parts.join(" > ")),
    {
      minLength: 2,
      maxLength: 40,
    },
  )
  .map((paths) => paths.filter((path) => !paths.some((other) => other.startsWith(`${path} > `))))
  .chain((paths) =>
    fc
      .array(fc.double({ min: 0.001, max: 1, noNaN: true }), {
        minLength: paths.length,
        maxLength: paths.length,
      })
      .map((weights) => {
        const total = weights.reduce((sum, each) => sum + each, 0);
        return { paths, row: Float32Array.from(weights, (each) => each / total) };
      }),
  );

describe("a tree of classes", () => {
  it("has the nodes above the classes, each after the node above it", () => {
    expect(tree.nodes.map(({ name }) => name)).toEqual([
      "Food",
      "Food > Dairy",
      "Food > Dairy > Milk",
      "Food > Dairy > Cheese",
      "Food > Bread",
      "Tools",
    ]);
    expect(tree.innerNodes).toEqual(["Food", "Food > Dairy"]);
    expect(tree.levels).toBe(3);
    expect(tree.pathTo(tree.leaves[1]).map((node) => tree.nodes[node].name)).toEqual([
      "Food",
      "Food > Dairy",
      "Food > Dairy > Cheese",
    ]);
  });

  it("adds probabilities up: each node has the sum of the nodes below it, and the top level sums to 1", () => {
    fc.assert(
      fc.property(trees, ({ paths, row }) => {
        const random = new ClassTree(paths);
        const sums = random.sums(row);
        const below = new Float64Array(sums.length);
        for (const [node, { parent, name }] of random.nodes.entries()) {
          expect(random.nodes[node].level).toBe(levelOf(name));
          if (parent === undefined) continue;
          expect(random.nodes[parent].name).toBe(parentPath(name));
          below[parent] += sums[node];
        }
        for (const node of sums.keys()) {
          if (!random.isLeaf(node)) expect(Math.abs(below[node] - sums[node])).toBeLessThan(1e-6);
        }
        const top = sums.filter((_, node) => random.nodes[node].level === 1);
        expect(Math.abs(top.reduce((sum, each) => sum + each, 0) - 1)).toBeLessThan(1e-6);
      }),
    );
  });

  it("gives the same sums whatever the order of the classes", () => {
    fc.assert(
      fc.property(trees, ({ paths, row }) => {
        const byName = (names: readonly string[], values: ArrayLike<number>) => {
          const random = new ClassTree(names);
          const sums = random.sums(values);
          return new Map(random.nodes.map(({ name }, node) => [name, sums[node]]));
        };
        const forward = byName(paths, row);
        const backward = byName([...paths].reverse(), [...row].reverse());
        for (const [name, sum] of forward) expect(backward.get(name)).toBeCloseTo(sum, 12);
      }),
    );
  });

  it.each([
    [0.9, [0.5, 0.45, 0.03, 0.02], "Food > Dairy", 0.95],
    [0.96, [0.5, 0.45, 0.03, 0.02], "Food", 0.98],
    [0.5, [0.5, 0.45, 0.03, 0.02], "Food > Dairy > Milk", 0.5],
    [0, [0.1, 0.2, 0.3, 0.4], "Tools", 0.4],
    // Two nodes of one level reach a low threshold: the more probable one answers.
    [0.45, [0.2, 0.27, 0.13, 0.4], "Food > Dairy", 0.47],
  ])("answers with the deepest node that reaches %d", (threshold, row, name, probability) => {
    const sums = tree.sums(row);
    const found = tree.deepest(sums, row.indexOf(Math.max(...row)), threshold)!;
    expect(tree.nodes[found.node].name).toBe(name);
    expect(found.probability).toBeCloseTo(probability, 12);
  });

  it("has no answer if no node reaches the threshold, and names the most probable node of the top level", () => {
    const sums = tree.sums([0.2, 0.2, 0.2, 0.4]);
    expect(tree.deepest(sums, 3, 0.7)).toBeUndefined();
    expect(tree.nodes[tree.mostProbableTop(sums).node].name).toBe("Food");
    expect(tree.mostProbableTop(sums).probability).toBeCloseTo(0.6, 12);
  });
});
