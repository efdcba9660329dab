import { describe, expect, it } from "vitest";
import { calibratedOn, trainedFrom } from "../../src/cli/describe-training.ts";
import type { TrainingReport } from "../../src/index.ts";

const promptsOnly: TrainingReport = {
  classes: 77,
  pieces: 1155,
  generated: 0,
  real: 0,
  calibratedOn: { basis: "rule" },
  warnings: [],
};

describe("a training in a line", () => {
  it.each([
    [{}, "Trained 77 classes from 1,155 pieces of prompts in 2.1 s."],
    [{ real: 616 }, "Trained 77 classes from 1,155 pieces of prompts and 616 rows in 2.1 s."],
    [
      { pieces: 1, generated: 32, real: 1 },
      "Trained 77 classes from 1 piece of prompts, 32 generated examples and 1 row in 2.1 s.",
    ],
    [{ pieces: 0, real: 8 }, "Trained 77 classes from 8 rows in 2.1 s."],
  ])("names what it was trained from: %j", (changes, line) => {
    expect(trainedFrom({ ...promptsOnly, ...changes }, 2100)).toBe(line);
  });

  it("says what the probabilities rest on", () => {
    expect(calibratedOn(promptsOnly)).toBe(
      "Probabilities: by rule, since no rows were there to check them on.",
    );
    const measured = { basis: "held-out rows", rows: 616 } as const;
    const real = { ...promptsOnly, real: 616, calibratedOn: measured, heldOutAccuracy: 0.881 };
    expect(calibratedOn(real)).toBe(
      "Probabilities: calibrated on 616 rows, 88.1 % of them right when held out.",
    );
    expect(calibratedOn({ ...real, real: 0, generated: 616 })).toBe(
      "Probabilities: calibrated on 616 generated examples, which are easier than real texts, 88.1 % of them right when held out.",
    );
  });
});
