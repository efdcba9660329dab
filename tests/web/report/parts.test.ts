import { describe, expect, it } from "vitest";
import { confusionView } from "../../../src/report/confusion-view.ts";
import { errorsIn, moved, startWindow, windowAround } from "../../../web/report/confusion-window.ts";
import { markedParts } from "../../../web/report/marked-parts.ts";
import { ordered } from "../../../web/report/ordered.ts";
import { pointOfPrecision } from "../../../web/report/precision-cost.ts";
import { percentRange } from "../../../web/report/ranges.ts";

describe("a sorted table", () => {
  const rows = [{ n: 2 }, { n: undefined }, { n: 10 }, { n: 1 }];

  it("has rows without a value last in both directions", () => {
    const sorted = (isDescending: boolean) => ordered(rows, ({ n }) => n, { isDescending }).map(({ n }) => n);
    expect(sorted(false)).toEqual([1, 2, 10, undefined]);
    expect(sorted(true)).toEqual([10, 2, 1, undefined]);
  });

  it("sorts numbers in texts by their value", () => {
    expect(ordered(["row 10", "row 9", "Row 1"], (row) => row, { isDescending: false })).toEqual([
      "Row 1",
      "row 9",
      "row 10",
    ]);
  });
});

describe("what a precision costs", () => {
  const points = [
    { threshold: 0.9, coverage: 0.2, accuracy: 1 },
    { threshold: 0.8, coverage: 0.4, accuracy: 0.94 },
    { threshold: 0.6, coverage: 0.7, accuracy: 0.96 },
    { threshold: 0.1, coverage: 1, accuracy: 0.8 },
  ];

  it("is the largest coverage with this precision, also if the curve is not monotone", () => {
    expect(pointOfPrecision(points, 0.95)?.coverage).toBe(0.7);
    expect(pointOfPrecision(points, 0.8)?.coverage).toBe(1);
    expect(pointOfPrecision(points, 0.99)?.coverage).toBe(0.2);
    expect(pointOfPrecision(points.slice(1), 0.99)).toBeUndefined();
  });

  it("has intervals as percentages", () => {
    expect(percentRange({ lower: 0.361, upper: 0.972 })).toBe("36.1 to 97.2 %");
    expect(percentRange(undefined)).toBe("");
  });
});

describe("the part of a confusion matrix that is shown", () => {
  const confusion = Array.from({ length: 40 }, (_, i) => ({ truth: `c${i}`, prediction: `c${i}`, count: 5 }));
  const view = confusionView([
    ...confusion,
    { truth: "c3", prediction: "c30", count: 2 },
    { truth: "c7", prediction: "c9", count: 1 },
  ]);

  it("is at first the group with the most errors, or the whole of a small matrix", () => {
    const { truths, predictions } = startWindow(view, 20);
    expect(truths).toEqual(predictions);
    expect(new Set(view.labels.slice(truths.start, truths.end))).toEqual(new Set(["c3", "c30"]));
    expect(startWindow(confusionView(confusion.slice(0, 5)), 20).truths).toEqual({ start: 0, end: 5 });
    expect(startWindow(confusionView(confusion), 20).truths).toEqual({ start: 0, end: 20 });
  });

  it("stays inside of the matrix when it is moved", () => {
    const first = windowAround(0, 39, 40);
    expect(first).toEqual({ truths: { start: 0, end: 16 }, predictions: { start: 24, end: 40 } });
    expect(moved(first, "ArrowUp", 40)).toEqual(first);
    expect(moved(first, "ArrowRight", 40)).toEqual(first);
    expect(moved(first, "ArrowDown", 40)?.truths).toEqual({ start: 8, end: 24 });
    expect(moved(first, "ArrowLeft", 40)?.predictions).toEqual({ start: 16, end: 32 });
    expect(moved(first, "End", 40)?.truths).toEqual({ start: 24, end: 40 });
    expect(moved(first, "a", 40)).toBeUndefined();
    expect(moved(first, "constructor", 40)).toBeUndefined();
  });

  it("counts its errors", () => {
    const all = { start: 0, end: 40 };
    expect(errorsIn(view, { truths: all, predictions: all })).toBe(3);
    expect(errorsIn(view, startWindow(view, 20))).toBe(2);
  });
});

describe("the marked words of a text", () => {
  it("together are the text, and the words with the largest effects are marked", () => {
    const text = "my card my pin";
    const parts = markedParts(text, [
      {
        part: "my",
        change: 0.02,
        places: [
          { start: 0, end: 2 },
          { start: 8, end: 10 },
        ],
      },
      { part: "pin", change: -0.4, places: [{ start: 11, end: 14 }] },
      { part: "card", change: 0.001, places: [{ start: 3, end: 7 }] },
    ]);
    expect(parts.map(({ part }) => part).join("")).toBe(text);
    expect(parts.filter(({ change }) => change !== 0).map(({ part, change }) => [part, change])).toEqual([
      ["my", 0.02],
      ["my", 0.02],
      ["pin", -0.4],
    ]);
  });

  it("that overlap are marked once", () => {
    const parts = markedParts("abc", [
      { part: "ab", change: -0.3, places: [{ start: 0, end: 2 }] },
      { part: "bc", change: -0.2, places: [{ start: 1, end: 3 }] },
    ]);
    expect(parts.map(({ part }) => part)).toEqual(["ab", "c"]);
  });
});
