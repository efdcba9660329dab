import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConfusionCell } from "../../src/evaluation/confusion.ts";
import { orderByConfusion } from "../../src/report/confusion-order.ts";
import { confusionView } from "../../src/report/confusion-view.ts";

describe("the order of classes by confusion", () => {
  it("joins the same groups as scipy", () => {
    // scipy 1.17.1: linkage(squareform(1 - S), "average"); the largest subtrees of at most three leaves.
    const pairs = [
      [0, 3, 0.3],
      [0, 5, 0.22],
      [3, 5, 0.1],
      [1, 2, 0.25],
      [2, 6, 0.18],
      [1, 6, 0.02],
      [5, 6, 0.04],
      [4, 7, 0.12],
    ].map(([a, b, similarity]) => ({ a, b, similarity }));
    const { order, blocks } = orderByConfusion(8, pairs, 3);
    const groups = blocks.map(({ start, end }) => order.slice(start, end).toSorted());
    expect(groups.sort()).toEqual([
      [0, 3, 5],
      [1, 2, 6],
      [4, 7],
    ]);
  });

  it("turns joined groups so that their most similar ends meet", () => {
    const pairs = [
      { a: 0, b: 1, similarity: 0.9 },
      { a: 2, b: 3, similarity: 0.8 },
      { a: 0, b: 3, similarity: 0.3 },
    ];
    const { order } = orderByConfusion(4, pairs, 2);
    expect([
      [1, 0, 3, 2],
      [2, 3, 0, 1],
    ]).toContainEqual(order);
  });
});

const names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", null];
const confusions = fc
  .uniqueArray(
    fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names), fc.integer({ min: 1, max: 9 })),
    {
      minLength: 1,
      selector: ([truth, prediction]) => JSON.stringify([truth, prediction]),
    },
  )
  .map((cells) => cells.map(([truth, prediction, count]): ConfusionCell => ({ truth, prediction, count })));

describe("a view of a confusion matrix", () => {
  it("keeps every label and every cell", () => {
    fc.assert(
      fc.property(confusions, (confusion) => {
        const { labels, cells, support, leftOut } = confusionView(confusion);
        const seen = new Set(confusion.flatMap(({ truth, prediction }) => [truth, prediction]));
        expect(labels.length).toBe(seen.size);
        expect(new Set(labels)).toEqual(seen);
        const found = cells.map(([truth, prediction, count]) => ({
          truth: labels[truth],
          prediction: labels[prediction],
          count,
        }));
        expect(found.length).toBe(confusion.length);
        expect(found).toEqual(expect.arrayContaining(confusion));
        expect(leftOut).toBe(0);
        for (const [place, label] of labels.entries()) {
          const rows = confusion
            .filter(({ truth }) => truth === label)
            .reduce((sum, { count }) => sum + count, 0);
          expect(support[place]).toBe(rows);
        }
      }),
    );
  });

  it("has blocks that do not overlap and count the errors among their classes", () => {
    fc.assert(
      fc.property(confusions, (confusion) => {
        const { labels, blocks } = confusionView(confusion);
        const taken = new Set<number>();
        for (const { start, end, errors } of blocks) {
          expect(end - start).toBeGreaterThan(1);
          expect(end - start).toBeLessThanOrEqual(12);
          for (let place = start; place < end; place++) {
            expect(taken.has(place)).toBe(false);
            taken.add(place);
          }
          const inside = new Set(labels.slice(start, end));
          const counted = confusion
            .filter(
              ({ truth, prediction }) => truth !== prediction && inside.has(truth) && inside.has(prediction),
            )
            .reduce((sum, { count }) => sum + count, 0);
          expect(errors).toBe(counted);
        }
        const errors = blocks.map((block) => block.errors);
        expect(errors).toEqual(errors.toSorted((a, b) => b - a));
      }),
    );
  });

  it("makes neighbors of classes that are confused, wherever their names stand", () => {
    const confusion = ["apple", "zebra", "mango", "yak"].map((truth) => ({
      truth,
      prediction: truth,
      count: 50,
    }));
    const errors = [
      { truth: "apple", prediction: "mango", count: 9 },
      { truth: "yak", prediction: "zebra", count: 8 },
    ];
    const { labels, blocks } = confusionView([...confusion, ...errors]);
    expect(Math.abs(labels.indexOf("apple") - labels.indexOf("mango"))).toBe(1);
    expect(Math.abs(labels.indexOf("yak") - labels.indexOf("zebra"))).toBe(1);
    expect(blocks.map(({ errors }) => errors)).toEqual([9, 8]);
  });

  it("leaves out the rarest of very many cells, and says how many rows", () => {
    const confusion = Array.from({ length: 20_500 }, (_, i) => ({
      truth: `class ${Math.floor(i / 150)}`,
      prediction: `class ${i % 150}`,
      count: i < 500 ? 1 : 2,
    }));
    const { cells, leftOut } = confusionView(confusion);
    expect(cells.length).toBe(20_000);
    expect(leftOut).toBe(500);
  });

  it("of one class without errors has no blocks", () => {
    expect(confusionView([{ truth: "a", prediction: "a", count: 3 }])).toEqual({
      labels: ["a"],
      support: [3],
      cells: [[0, 0, 3]],
      blocks: [],
      leftOut: 0,
    });
  });
});
