import { describe, expect, it } from "vitest";
import { describeDial, offerDial, usualDial } from "../../src/cli/describe-dial.ts";
import { drawAnswers } from "../calibration/answers.ts";

const dial = {
  asked: 0.95,
  threshold: 0.83149,
  rows: 1512,
  answered: 1071,
  correct: 1050,
  precision: { lower: 0.974, upper: 0.986 },
  coverage: { lower: 0.691, upper: 0.724 },
};

describe("describeDial", () => {
  it("says threshold, evidence and limits", () => {
    expect(describeDial(dial)).toBe(
      "Precision 95.0 %: an answer needs a probability of 0.831. Of 1,512 held-out answers 1,071 have it (70.8 %; 69.1 % to 72.4 %), and 98.0 % of these are correct (97.4 % to 98.6 %; each limit holds with 90 % confidence).",
    );
  });

  it("names the class", () => {
    expect(describeDial({ ...dial, label: "refund" })).toMatch(
      /^Precision 95\.0 % for "refund": .* Of 1,512 held-out answers with this class 1,071 have it/,
    );
  });
});

describe("the sentence of train", () => {
  it("says what is left for review, or that all texts are answered", () => {
    expect(offerDial(dial)).toBe(
      "With --precision 0.95, classify answers about 70.8 % of texts like these examples, and leaves the others for review.",
    );
    expect(offerDial({ ...dial, answered: 1512 })).toBe(
      "With --precision 0.95, classify answers all texts like these examples.",
    );
  });

  it("is left out if there is too little evidence", async () => {
    expect(await usualDial(undefined)).toBeUndefined();
    expect(await usualDial(drawAnswers(30, 1))).toBeUndefined();
    expect((await usualDial(drawAnswers(3000, 1)))?.asked).toBe(0.95);
  });
});
