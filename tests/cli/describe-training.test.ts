import { describe, expect, it } from "vitest";
import {
  calibratedOn,
  rowsLeftOut,
  totalRows,
  trainedFrom,
  tunedTo,
  wordsBeside,
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

describe("the description of a training", () => {
  it.each([
    [{}, "Trained 77 classes from 1,155 description snippets in 2.1 s."],
    [{ real: 616 }, "Trained 77 classes from 1,155 description snippets and 616 labeled examples in 2.1 s."],
    [
      { pieces: 1, generated: 32, real: 1 },
      "Trained 77 classes from 1 description snippet, 32 generated examples and 1 labeled example in 2.1 s.",
    ],
    [{ pieces: 0, real: 8 }, "Trained 77 classes from 8 labeled examples in 2.1 s."],
  ])("names what the model was trained from: %j", (changes, line) => {
    expect(trainedFrom({ ...promptsOnly, ...changes }, 2100)).toBe(line);
  });

  it("says what the probabilities are calibrated on", () => {
    expect(calibratedOn(promptsOnly)).toBe(
      "Probabilities are calibrated by a rule from other tasks, because there are no examples to check them on.",
    );
    const measured = { basis: "held-out rows", rows: 616 } as const;
    const real = { ...promptsOnly, real: 616, calibratedOn: measured, heldOutAccuracy: 0.881 };
    expect(calibratedOn(real)).toBe(
      "Probabilities are calibrated on 616 examples; held-out accuracy on them is 88.1 %.",
    );
    expect(calibratedOn({ ...real, real: 700 })).toBe(
      "Probabilities are calibrated on 616 distinct examples; held-out accuracy on them is 88.1 %.",
    );
    expect(calibratedOn({ ...real, real: 2464, tuning: tuned })).toBe(
      "Probabilities are calibrated on 616 examples held out from fine-tuning; held-out accuracy on them is 88.1 %.",
    );
    expect(calibratedOn({ ...real, real: 0, generated: 616 })).toBe(
      "Probabilities are calibrated on 616 generated examples (easier than real texts); held-out accuracy on them is 88.1 %.",
    );
  });

  it.each([
    [1, 1, "there is only 1 example to check them on"],
    [19, 19, "there are only 19 examples to check them on"],
    [8, 0, "there are only 8 generated examples to check them on"],
    [1, 300, "there is only 1 distinct text in 300 examples to check them on"],
  ])("gives no accuracy on %d examples, which are too few", (rows, real, reason) => {
    const report = { ...promptsOnly, real, calibratedOn: { basis: "held-out rows", rows } as const };
    expect(calibratedOn({ ...report, heldOutAccuracy: 0.5 })).toBe(
      `Probabilities are calibrated mostly by a rule from other tasks, because ${reason}.`,
    );
  });

  it("gives the accuracy on 20 examples", () => {
    const calibrated = { basis: "held-out rows", rows: 20 } as const;
    const report = { ...promptsOnly, real: 20, calibratedOn: calibrated, heldOutAccuracy: 0.5 };
    expect(calibratedOn(report)).toBe(
      "Probabilities are calibrated on 20 examples; held-out accuracy on them is 50.0 %.",
    );
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

describe("the description of a fine-tuning", () => {
  it.each([
    [{}, "The encoder was fine-tuned: accuracy on 12 held-out examples is 75.0 %, before it was 58.3 %."],
    [
      { share: 0.5 },
      "The encoder was fine-tuned (half of the change is kept): accuracy on 12 held-out examples is 75.0 %, before it was 58.3 %.",
    ],
    [
      { share: 0 },
      "Fine-tuning was tried but not kept: it did not improve the classifier on 12 held-out examples.",
    ],
    [
      { ended: "stopped" },
      "The encoder was fine-tuned: accuracy on 12 held-out examples is 75.0 %, before it was 58.3 %; it was stopped, and epoch 3 of 10 was kept.",
    ],
    [
      { ended: "notFinite" },
      "The encoder was fine-tuned: accuracy on 12 held-out examples is 75.0 %, before it was 58.3 %; the training became numerically unstable, and epoch 3 of 10 was kept.",
    ],
    [
      { heldOut: 0, accuracy: undefined },
      "The encoder was fine-tuned; no examples were held out to measure the gain.",
    ],
    [
      { accuracy: undefined, microF1: { before: 0.5, after: 0.625 } },
      "The encoder was fine-tuned: micro F1 on 12 held-out labels is 62.5 %, before it was 50.0 %.",
    ],
  ] as const)("gives the gain, or says that nothing is kept: %j", (changes, line) => {
    expect(tunedTo({ ...tuned, ...changes })).toBe(line);
  });
});

describe("examples that are not added", () => {
  it("are counted separately for the model and for duplicates", () => {
    expect(rowsLeftOut({ added: 40, known: 0, repeated: 0 })).toEqual([]);
    expect(rowsLeftOut({ added: 28, known: 12, repeated: 0 })).toEqual([
      "12 of 40 examples were already in the model.",
    ]);
    expect(rowsLeftOut({ added: 0, known: 1, repeated: 1 })).toEqual([
      "1 of 2 examples was already in the model.",
      "1 of 2 examples was skipped as a duplicate; each text counts once per label.",
    ]);
    expect(totalRows([])).toEqual({ added: 0, known: 0, repeated: 0 });
  });
});

it("says how large the word model is", () => {
  expect(wordsBeside({ grams: 12_345, bytes: 345_678 })).toBe(
    "Words help: a model on 12,345 words, word pairs and parts of words is added (346 kB in the model folder).",
  );
  expect(wordsBeside({ grams: 1, bytes: 2_345_678 })).toMatch(
    /1 word, word pair or part of a word is added \(2.3 MB/,
  );
});
