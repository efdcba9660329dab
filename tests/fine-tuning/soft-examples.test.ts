import { describe, expect, it } from "vitest";
import { chooseSoftExamples } from "../../src/fine-tuning/soft-examples.ts";
import { matrixOf } from "../math/matrices.ts";

const classes = ["common", "rare", "empty"];

/** Texts of the class "common" with certainties that fall from 1 to 0.5, then three of "rare". */
function labels(common: number) {
  const certainty = (i: number) => 1 - i / (2 * common);
  const rows = Array.from({ length: common }, (_, i) => [certainty(i), 1 - certainty(i), 0]);
  for (let i = 0; i < 3; i++) rows.push([0.4, 0.6, 0]);
  return { texts: rows.map((_, i) => `text ${i}`), probabilities: matrixOf(rows) };
}

describe("texts without labels that fine-tuning learns from", () => {
  it("are some of the more certain half of each class, and all of a rare class", () => {
    const { learned, heldOut } = chooseSoftExamples(labels(40), classes);
    const all = [...learned, ...heldOut];
    expect(all.filter(({ label }) => label === "common")).toHaveLength(20);
    expect(all.filter(({ label }) => label === "rare")).toHaveLength(3);
    for (const { label, target } of all) {
      if (label === "common") expect(target[0]).toBeGreaterThan(0.75);
      expect(target).toHaveLength(3);
    }
  });

  it("are at most 40 per class, not the most certain ones only", () => {
    const { learned, heldOut } = chooseSoftExamples(labels(400), classes);
    const common = [...learned, ...heldOut].filter(({ label }) => label === "common");
    expect(common).toHaveLength(40);
    // The order of the texts decides, which here is that of their certainty.
    expect(Math.min(...common.map(({ target }) => target[0]))).toBeCloseTo(1 - 39 / 800, 5);
    const { texts, probabilities } = labels(400);
    const turned = Array.from({ length: 400 }, (_, i) => 399 - i);
    const reversed = chooseSoftExamples(
      {
        texts: turned.map((i) => texts[i]),
        probabilities: matrixOf(turned.map((i) => Array.from(probabilities.data.slice(3 * i, 3 * i + 3)))),
      },
      classes,
    );
    expect(Math.max(...reversed.learned.map(({ target }) => target[0]))).toBeLessThan(0.81);
  });

  it("are held out one in four per class", () => {
    const { learned, heldOut } = chooseSoftExamples(labels(40), classes);
    expect(heldOut).toHaveLength(5);
    const learnedTexts = new Set(learned.map(({ text }) => text));
    expect(heldOut.filter(({ text }) => learnedTexts.has(text))).toEqual([]);
  });
});
