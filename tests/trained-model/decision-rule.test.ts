import { describe, expect, it } from "vitest";
import { type HeldOutAnswers, sortHeldOut } from "../../src/calibration/held-out-answers.ts";
import { precisionDial } from "../../src/calibration/precision-dial.ts";
import type { ClassifyOptions } from "../../src/trained-model/classification.ts";
import { decisionRule } from "../../src/trained-model/decision-rule.ts";
import { drawAnswers } from "../calibration/answers.ts";

const classes = ["refund", "praise", "other"];

/** Decides on a text with these probabilities. */
function decide(
  probabilities: readonly number[],
  options: ClassifyOptions,
  { none = 0, heldOut }: { readonly none?: number; readonly heldOut?: HeldOutAnswers } = {},
) {
  const row = Float32Array.from(probabilities);
  const order = [...row.keys()].sort((a, b) => row[b] - row[a]);
  return decisionRule(classes, options, heldOut)(row, order, none);
}

/** Held-out answers to 200 texts of each class, correct above a probability of 0.6 and wrong below. */
const heldOut = sortHeldOut(
  classes,
  Array.from({ length: 600 }, (_, i) => {
    const probability = Math.fround(0.4 + i / 1000);
    const predicted = i % 3;
    const truth = probability > 0.6 ? predicted : (predicted + 1) % 3;
    return { probability, predicted, truthProbability: truth === predicted ? probability : 0.1, truth };
  }),
  0,
);

describe("a precision", () => {
  it("gives answers from the dial's threshold on", () => {
    const { threshold } = precisionDial(heldOut, 0.95);
    expect(threshold).toBeGreaterThan(0.5);
    expect(threshold).toBeLessThan(0.61);
    const options = { precision: 0.95 };
    expect(decide([threshold, 0.2, 0.1], options, { heldOut })).toMatchObject({
      prediction: "refund",
      outcome: "class",
    });
    expect(decide([threshold - 0.001, 0.2, 0.1], options, { heldOut })).toMatchObject({
      prediction: null,
      outcome: "unsure",
    });
  });

  it("per class leaves the answers with other classes as they are", () => {
    const options = { precision: { refund: 0.95 } };
    expect(decide([0.45, 0.3, 0.25], options, { heldOut }).outcome).toBe("unsure");
    expect(decide([0.3, 0.45, 0.25], options, { heldOut }).outcome).toBe("class");
  });

  it("comes after none", () => {
    const options = { precision: 0.95, none: true };
    expect(decide([0.9, 0.05, 0.05], options, { heldOut, none: 0.7 }).outcome).toBe("none");
    expect(decide([0.9, 0.05, 0.05], options, { heldOut, none: 0.3 })).toMatchObject({
      outcome: "class",
      probability: expect.closeTo(0.63, 6),
    });
  });

  it("is based on the given held-out answers instead of the training's", () => {
    expect(() => decide([0.9, 0.05, 0.05], { precision: 0.95 })).toThrow("cannot be promised");
    expect(decide([0.9, 0.05, 0.05], { precision: 0.95, heldOut }).outcome).toBe("class");
  });

  it("is rejected with held-out answers of other classes, or for a class that does not exist", () => {
    expect(() => decide([1, 0, 0], { precision: 0.9, heldOut: drawAnswers(100, 1) })).toThrow(
      "other classes",
    );
    expect(() => decide([1, 0, 0], { precision: { refunds: 0.9 } }, { heldOut })).toThrow('"refunds"');
  });
});

describe("costs", () => {
  it("choose another class than the most probable one if its mistakes are cheap", () => {
    const costs = { refund: { praise: 10 } };
    expect(decide([0.2, 0.7, 0.1], { costs })).toMatchObject({
      prediction: "refund",
      outcome: "class",
      probability: expect.closeTo(0.2, 6),
      expectedCost: expect.closeTo(0.8, 6),
    });
  });

  it("make unsure the answer if it is the cheapest", () => {
    expect(decide([0.5, 0.3, 0.2], { costs: { unsure: 0.4 } })).toMatchObject({
      prediction: null,
      outcome: "unsure",
      expectedCost: expect.closeTo(0.4, 6),
    });
    expect(decide([0.7, 0.2, 0.1], { costs: { unsure: 0.4 } }).outcome).toBe("class");
  });

  it("weigh none like a class, only with the option none", () => {
    const costs = { refund: { none: 5 } };
    expect(decide([0.6, 0.3, 0.1], { costs, none: true }, { none: 0.9 }).outcome).toBe("none");
    expect(decide([0.9, 0.05, 0.05], { costs, none: true }, { none: 0.6 })).toMatchObject({
      outcome: "class",
      prediction: "refund",
    });
    expect(() => decide([1, 0, 0], { costs })).toThrow("with the option none it is one");
  });
});

describe("a coverage", () => {
  it("adds the set of likely classes, most probable first", () => {
    const certain = { ...heldOut, truthProbability: new Float32Array(600).fill(0.3) };
    expect(decide([0.3, 0.35, 0.2], { coverage: 0.9 }, { heldOut: certain }).set).toEqual([
      "praise",
      "refund",
    ]);
    expect(decide([0.1, 0.7, 0.2], { coverage: 0.9 }, { heldOut: certain }).set).toEqual(["praise"]);
  });

  it("never gives an empty set", () => {
    const certain = { ...heldOut, truthProbability: new Float32Array(600).fill(0.99) };
    expect(decide([0.3, 0.35, 0.2], { coverage: 0.9 }, { heldOut: certain }).set).toEqual(["praise"]);
  });
});
