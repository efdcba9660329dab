import { describe, expect, it } from "vitest";
import { createHashingEncoder } from "../../src/encoder/hashing-encoder.ts";
import { createRandom } from "../../src/math/random.ts";
import type { Example, NoneExample } from "../../src/task/task.ts";
import { encoderChannel } from "../../src/trained-model/encoder-channel.ts";
import type { Fit } from "../../src/trained-model/fit.ts";
import { predictTexts } from "../../src/trained-model/predict.ts";
import { fitPiles } from "../../src/training/fit-piles.ts";

const encoder = createHashingEncoder(128);
const classes = [{ name: "a" }, { name: "b" }];
const words =
  "apple brick cloud drum eagle fjord grape helmet iron jelly kite lemon mango nest olive pearl quilt rose sand tulip".split(
    " ",
  );

function predictWith(fit: Fit, texts: readonly string[]) {
  return predictTexts({ channels: [encoderChannel(encoder, fit)], link: "softmax" }, texts);
}

function fitRows(examples: readonly Example[], noneExamples: readonly NoneExample[] = []) {
  return fitPiles({ classes, snippets: [], examples, noneExamples, encoder, priors: "balanced", seed: 1 });
}

/** Different texts that are independent of their labels, each in some variants. */
function coinFlips(texts: number, variants: readonly ((text: string) => string)[], seed = 11): Example[] {
  const random = createRandom(seed);
  return Array.from({ length: texts }, () => random.sampleWithoutReplacement(words, 7).join(" ")).flatMap(
    (text) =>
      variants.map((vary) => ({
        text: vary(text),
        label: random.nextInt(2) === 0 ? "a" : "b",
        origin: "real" as const,
      })),
  );
}

/** All variants of a text have the same label, so a leak would show as high accuracy. */
function sameFlips(texts: number, variants: readonly ((text: string) => string)[]): Example[] {
  const flips = coinFlips(texts, variants);
  return flips.map((example, i) => ({ ...example, label: flips[i - (i % variants.length)].label }));
}

const copies = [(text: string) => text, (text: string) => text, (text: string) => text];
const spellings = [
  (text: string) => text,
  (text: string) => `${text.toUpperCase()}!`,
  (text: string) => text.replaceAll(" ", "  "),
  (text: string) => `\u200b${text}.`,
];
const variants = [
  (text: string) => text,
  (text: string) => `${text} ok`,
  (text: string) => text.slice(0, -1),
  (text: string) => `hi ${text}`,
];

describe("the accuracy on held-out rows", () => {
  it.each([
    ["copies, 40 texts", sameFlips(40, copies)],
    ["other spellings, 40 texts", sameFlips(40, spellings)],
    ["small changes, 40 texts", sameFlips(40, variants)],
    ["small changes, 10 texts", sameFlips(10, variants)],
    ["copies whose labels contradict each other", coinFlips(40, copies)],
    ["small changes whose labels contradict each other", coinFlips(40, variants)],
  ])("is about one half for random labels: %s", async (_, examples) => {
    const { report } = await fitRows(examples);
    // Two standard errors of one coin flip per text.
    const texts = report.calibratedOn.basis === "rule" ? 0 : examples.length / 4;
    expect(Math.abs(report.heldOutAccuracy! - 0.5)).toBeLessThanOrEqual(1 / Math.sqrt(texts));
  });

  it("and the confidence do not grow with copies of rows", async () => {
    const once = sameFlips(10, [(text) => text]);
    const often = Array.from({ length: 20 }, () => once).flat();
    const texts = coinFlips(100, [(text) => text], 12).map(({ text }) => text);
    const answersOf = async (examples: readonly Example[]) => predictWith(await fitRows(examples), texts);
    const [expected, found] = [await answersOf(once), await answersOf(often)];
    for (const [i, value] of expected.probabilities.data.entries()) {
      expect(found.probabilities.data[i]).toBeCloseTo(value, 5);
    }
  });

  it.each<[string, readonly Example[]]>([
    [
      "all rows are one text of one class each",
      Array.from({ length: 12 }, (_, i) => ({ text: "same", label: i < 6 ? "a" : "b", origin: "real" })),
    ],
    [
      "three rows per class are copies",
      ["x", "x", "x", "y", "y", "y"].map((text, i) => ({ text, label: i < 3 ? "a" : "b", origin: "real" })),
    ],
    [
      "one class has copies only",
      [
        ...copies.map((): Example => ({ text: "same", label: "a", origin: "real" })),
        ...words.map((text): Example => ({ text, label: "b", origin: "real" })),
      ],
    ],
    [
      "every text is blank",
      Array.from({ length: 60 }, (_, i) => ({
        text: " ".repeat(i),
        label: i % 2 ? "a" : "b",
        origin: "real",
      })),
    ],
  ])("is between 0 and 1, and the fit is deterministic, if %s", async (_, examples) => {
    const first = await fitRows(examples);
    expect(first.report.heldOutAccuracy).toBeGreaterThanOrEqual(0);
    expect(first.report.heldOutAccuracy).toBeLessThanOrEqual(1);
    expect([...first.head.weights.data, ...first.head.bias, first.none?.level].every(Number.isFinite)).toBe(
      true,
    );
    expect(await fitRows(examples)).toEqual(first);
  });
});

describe("rows that repeat", () => {
  it("count once: the fit is the same as without the copies", async () => {
    const single = words.map(
      (text, i): Example => ({
        text: `${text} ${words[(i + 7) % 20]}`,
        label: i % 2 ? "a" : "b",
        origin: "real",
      }),
    );
    const once = await fitRows(single);
    const often = await fitRows([
      ...single,
      ...single.map((each) => ({ ...each, text: `${each.text}!` })),
      ...single,
    ]);
    // The hashing encoder reads words only, so that copies have one vector.
    for (const [i, value] of once.head.weights.data.entries())
      expect(often.head.weights.data[i]).toBeCloseTo(value, 3);
    expect(often.report.heldOutAccuracy).toBeCloseTo(once.report.heldOutAccuracy!, 9);
    expect(often.report.calibratedOn).toEqual({ basis: "held-out rows", rows: 20 });
    expect(often.report.real).toBe(60);
  });

  it("are reported if their labels contradict each other, with an example", async () => {
    const { report } = await fitRows([
      { text: "Card broken", label: "a", origin: "real" },
      { text: "card broken!", label: "b", origin: "real" },
      { text: "Late", label: "a", origin: "real" },
      { text: "late", label: "a", origin: "real" },
      { text: "x".repeat(100), label: "a", origin: "real" },
      { text: "x".repeat(100), label: "b", origin: "real" },
    ]);
    expect(report.warnings).toEqual([
      {
        kind: "contradictory-labels",
        classes: ["a", "b"],
        message:
          '2 texts have more than one label: "Card broken" is "a" in one row and "b" in another. Give each text one label; until then its label is a guess.',
      },
    ]);
  });
});

describe("the probability of none", () => {
  const piles: Readonly<Record<string, readonly string[]>> = {
    a: ["apple brick cloud", "brick apple drum", "apple cloud eagle"],
    b: ["fjord grape helmet", "grape fjord iron", "fjord helmet jelly"],
  };
  const few = Object.entries(piles).flatMap(([label, texts]) =>
    texts.map((text): Example => ({ text, label, origin: "real" })),
  );
  const snippets: Example[] = Object.entries(piles).map(([label, texts]) => ({
    text: texts.join(" "),
    label,
    origin: "prompt",
  }));
  const noneOf = async (examples: readonly Example[], text: string) => {
    const fitted = await fitPiles({
      classes,
      snippets,
      examples,
      noneExamples: [],
      encoder,
      priors: "balanced",
      seed: 1,
    });
    return (await predictWith(fitted, [text])).none[0];
  };
  const before = noneOf(few, "grape helmet jelly");

  it.each([
    ["copies", (i: number) => `apple brick cloud${".".repeat(i)}`],
    ["texts with other numbers", (i: number) => `apple brick cloud ${i}`],
    [
      "short texts with two words in common",
      (i: number) => `apple cloud ${words[i % 20]}${i}x${words[(7 * i) % 20]}`,
    ],
  ])("of one class hardly changes with 300 rows of the other class: %s", async (_, vary) => {
    const many = Array.from(
      { length: 300 },
      (_, i): Example => ({ text: vary(i), label: "a", origin: "real" }),
    );
    expect((await noneOf([...few, ...many], "grape helmet jelly")) - (await before)).toBeLessThan(0.2);
  });
});
