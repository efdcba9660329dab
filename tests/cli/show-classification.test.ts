import { describe, expect, it } from "vitest";
import { showClassification } from "../../src/cli/show-classification.ts";
import type { Classification } from "../../src/trained-model/classification.ts";

const found: Classification = {
  text: "woof",
  prediction: "dog",
  outcome: "class",
  probability: 0.9832,
  scores: [
    { label: "dog", probability: 0.9832 },
    { label: "tomcat", probability: 0.0168 },
  ],
  probabilities: { dog: 0.9832, tomcat: 0.0168 },
  noneProbability: 0.0412,
};

describe("a classification as text", () => {
  it("shows data, prediction and the probabilities by name", () => {
    expect(showClassification(found, { classCount: 2 }).split("\n")).toEqual([
      "data: woof",
      "prediction: dog",
      "probabilities:",
      "  dog     0.983",
      "  tomcat  0.017",
      "none of these: 0.041",
    ]);
  });

  it("lists the most probable class first, also if names are whole numbers", () => {
    const scores = ["10", "2"].map((label, i) => ({ label, probability: 0.8 - 0.6 * i }));
    expect(showClassification({ ...found, scores }, { classCount: 2 })).toMatch(/ {2}10 .*\n {2}2 /);
  });

  it.each([
    ["none", "none of these"],
    ["unsure", "unsure (probability 0.983 is below the threshold)"],
  ] as const)("shows the outcome %s as: %s", (outcome, words) => {
    const shown = showClassification({ ...found, outcome, prediction: null }, { classCount: 2 });
    expect(shown).toContain(`prediction: ${words}\n`);
  });

  it("shows a text of several lines on one line and cuts a long text", () => {
    expect(showClassification({ ...found, text: "a\n  b\tc" }, { classCount: 2 })).toContain("data: a b c\n");
    expect(showClassification({ ...found, text: "x".repeat(1e6) }, { classCount: 2 }).length).toBeLessThan(
      400,
    );
  });

  it("lists ten classes without --top, and says how many are left", () => {
    const scores = Array.from({ length: 77 }, (_, i) => ({ label: `class ${i}`, probability: 1 / 77 }));
    const shown = showClassification({ ...found, scores }, { classCount: 77 });
    expect(shown.match(/^ {2}class/gm)).toHaveLength(10);
    expect(shown).toContain("(and 67 more; --top 77 lists all)");
    const top = showClassification({ ...found, scores }, { classCount: 77, top: 3 });
    expect(top.match(/^ {2}class/gm)).toHaveLength(3);
    expect(top).not.toContain("more");
  });
});
