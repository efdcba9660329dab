import { describe, expect, it } from "vitest";
import {
  calibratedOn,
  rowsLeftOut,
  totalRows,
  trainedFrom,
  tunedTo,
} from "../../src/cli/describe-training.ts";
import type { TrainingReport, TuningReport } from "../../src/index.ts";

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
    expect(calibratedOn({ ...real, real: 700 })).toBe(
      "Probabilities: calibrated on 616 rows whose texts differ, 88.1 % of them right when held out.",
    );
    expect(calibratedOn({ ...real, real: 2464, tuning: tuned })).toBe(
      "Probabilities: calibrated on 616 rows held out from tuning, 88.1 % of them right when held out.",
    );
    expect(calibratedOn({ ...real, real: 0, generated: 616 })).toBe(
      "Probabilities: calibrated on 616 generated examples, which are easier than real texts, 88.1 % of them right when held out.",
    );
  });

  it.each([
    [1, 1, "Probabilities: mostly by rule, since 1 row cannot tell how often they are right."],
    [19, 19, "Probabilities: mostly by rule, since 19 rows cannot tell how often they are right."],
    [8, 0, "Probabilities: mostly by rule, since 8 generated examples cannot tell how often they are right."],
    [20, 20, "Probabilities: calibrated on 20 rows, 50.0 % of them right when held out."],
    [
      1,
      300,
      "Probabilities: mostly by rule, since 300 rows with 1 different text cannot tell how often they are right.",
    ],
  ])("tells no share of %d rows where these are few", (rows, real, line) => {
    const report = { ...promptsOnly, real, calibratedOn: { basis: "held-out rows", rows } as const };
    expect(calibratedOn({ ...report, heldOutAccuracy: 0.5 })).toBe(line);
  });
});

const tuned: TuningReport = {
  examples: 48,
  seed: 0,
  heldOut: 12,
  epochs: 10,
  epoch: 3,
  ended: "heldOut",
  share: 1,
  accuracy: { before: 0.58333, after: 0.75 },
};

describe("a tuning in a line", () => {
  it.each([
    [{}, "The encoder was tuned: 58.3 % of 12 held-out examples right before, 75.0 % after."],
    [
      { share: 0.5 },
      "The encoder was tuned, half of the change kept: 58.3 % of 12 held-out examples right before, 75.0 % after.",
    ],
    [
      { share: 0 },
      "Tuning the encoder was tried and nothing of it kept: it made no better classifier of 12 held-out examples.",
    ],
    [
      { ended: "stopped" },
      "The encoder was tuned: 58.3 % of 12 held-out examples right before, 75.0 % after; stopped, epoch 3 of 10 is kept.",
    ],
    [
      { ended: "notFinite" },
      "The encoder was tuned: 58.3 % of 12 held-out examples right before, 75.0 % after; its numbers ran out of bounds, epoch 3 of 10 is kept.",
    ],
    [{ heldOut: 0, accuracy: undefined }, "The encoder was tuned, with no examples held out to check it on."],
  ] as const)("says what it gained, or that nothing of it is kept: %j", (changes, line) => {
    expect(tunedTo({ ...tuned, ...changes })).toBe(line);
  });
});

describe("rows that are not added", () => {
  it("are counted, those of the model and those given more than once apart", () => {
    expect(rowsLeftOut({ added: 40, known: 0, repeated: 0 })).toEqual([]);
    expect(rowsLeftOut({ added: 28, known: 12, repeated: 0 })).toEqual([
      "12 of 40 rows were already in the model.",
    ]);
    expect(rowsLeftOut({ added: 0, known: 1, repeated: 1 })).toEqual([
      "1 of 2 rows was already in the model.",
      "1 of 2 rows was given more than once; each text counts once per label.",
    ]);
    expect(totalRows([])).toEqual({ added: 0, known: 0, repeated: 0 });
  });
});
