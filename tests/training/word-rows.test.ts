import { describe, expect, it } from "vitest";
import { classCounts } from "../../src/math/class-counts.ts";
import { zeros } from "../../src/math/matrix.ts";
import { mean } from "../../src/math/vector.ts";
import type { Example } from "../../src/task/task.ts";
import { groupTexts } from "../../src/task/text-groups.ts";
import { rowsOfWords, withRowsOfWords } from "../../src/training/word-rows.ts";

const texts = ["late again", "where is it", "refund me", "thank you", "Late again!", "money back now"];
const examples = texts.map(
  (text, i): Example => ({ text, label: i < 3 ? "a" : "b", origin: i === 5 ? "generated" : "real" }),
);
const labels = Int32Array.of(0, 0, 0, 1, 0, 1);
const groups = groupTexts(texts);

describe("rows without vectors", () => {
  it("are one per group of nearly equal texts and label, and generated ones count less", () => {
    const found = rowsOfWords(examples, Int32Array.of(0, 4, 5), labels, groups);
    expect(found.texts).toEqual(["Late again!", "money back now"]);
    expect([...found.labels]).toEqual([0, 1]);
    expect([...found.groups]).toEqual([groups.groups[0], groups.groups[5]]);
    expect(found.shares[1] / found.shares[0]).toBeCloseTo(0.1, 10);
  });

  it("change neither the share of a class in the total weight nor the mean weight", () => {
    const own = {
      texts: texts.slice(1, 4),
      labels: Int32Array.of(0, 0, 1),
      groups: Int32Array.of(1, 2, 3),
      shares: Float64Array.of(1, 1, 1),
      rows: { vectors: zeros(3, 2), labels: Int32Array.of(0, 0, 1) },
      weights: Float64Array.of(0.5, 0.5, 2),
    };
    const others = rowsOfWords(examples, Int32Array.of(0, 5), labels, groups);
    const all = withRowsOfWords(own, others, 2);
    expect(all.texts).toEqual([...own.texts, ...others.texts]);
    expect([...all.groups!]).toEqual([1, 2, 3, ...others.groups]);
    expect(mean(all.weights)).toBeCloseTo(1, 10);
    const [a, b] = classCounts(all.labels, 2, all.weights);
    expect(b / a).toBeCloseTo(2, 10);
    expect(all.weights[3]).toBeCloseTo(all.weights[0], 10);
    expect(all.weights[4] / all.weights[2]).toBeCloseTo(0.1, 10);
  });

  it("that are none change nothing", () => {
    const rows = { vectors: zeros(1, 2), labels: Int32Array.of(0) };
    const own = { texts: ["a"], labels: rows.labels, groups: Int32Array.of(7), shares: Float64Array.of(1) };
    const weights = Float64Array.of(3);
    const none = rowsOfWords(examples, Int32Array.of(), labels, groups);
    expect(withRowsOfWords({ ...own, rows, weights }, none, 1)).toEqual({
      texts: ["a"],
      labels: rows.labels,
      weights,
    });
  });
});
