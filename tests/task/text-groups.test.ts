import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/math/random.ts";
import { copyKey, groupTexts } from "../../src/task/text-groups.ts";

const sizeOf = (numbers: Int32Array) => new Set(numbers).size;
const goods = "shoes hat coat trousers lamp table chair phone laptop toaster mixer guitar".split(" ");

describe("copies of a text", () => {
  it.each([
    ["letter case", "Where is my parcel", "WHERE IS MY PARCEL"],
    ["punctuation", "Where is my parcel", "“Where is my parcel?!”"],
    ["blanks", "Where is my parcel", " Where\tis \u00a0my\r\nparcel "],
    ["invisible characters", "Where is my parcel", "Where is my par\u200bcel\ufeff"],
    ["the form of composed letters", "Größe geändert", "Größe geändert".normalize("NFD")],
  ])("differ in %s only", (_, a, b) => {
    expect(copyKey(a)).toBe(copyKey(b));
    expect([...groupTexts([a, b]).copies]).toEqual([0, 0]);
  });

  it.each([
    ["other words", "Where is my parcel", "Where is my refund"],
    ["other emoji", "👍", "👎"],
    ["other punctuation alone", "?", "!"],
    ["numbers", "4711", "4712"],
  ])("are not texts with %s", (_, a, b) => {
    expect([...groupTexts([a, b]).copies]).toEqual([0, 1]);
  });
});

describe("groups of nearly equal texts", () => {
  it.each([
    [
      "typing errors",
      ["where is my parcel", "where is my parcell", "wher is my parcel", "where's my parcel"],
    ],
    [
      "a word more",
      [
        "please send me my parcel today",
        "please send me my parcel today thanks",
        "hi please send me my parcel today",
      ],
    ],
    ["order numbers", goods.map((_, i) => `order ${1000 + 37 * i} is late`)],
    ["small numbers", goods.map((_, i) => `Where is order ${i + 1}?`)],
    [
      "one word of a template",
      goods.map((thing) => `Please refund the ${thing} that I bought last week, it is broken`),
    ],
    ["the order of words", ["my parcel is late again today", "today my parcel is late again"]],
  ])("contain texts that differ in %s", (_, texts) => {
    expect(sizeOf(groupTexts(texts).groups)).toBe(1);
  });

  it.each([
    ["short texts", goods],
    ["templates that are mostly filled in", goods.map((thing) => `refund my ${thing}`)],
    ["numbers alone", ["0301234567", "2024-05-06", "12345"]],
    ["emoji", ["😀", "😡", "👍", "👍👎"]],
    ["nothing", [""]],
  ])("separate %s", (_, texts) => {
    expect(sizeOf(groupTexts(texts).groups)).toBe(texts.length);
  });

  it("contain all copies, for any texts", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 12 }), { maxLength: 60 }), (texts) => {
        const { copies, groups } = groupTexts(texts);
        for (const i of texts.keys())
          for (const j of texts.keys()) if (copies[i] === copies[j]) expect(groups[i]).toBe(groups[j]);
      }),
      { numRuns: 50 },
    );
  });

  it("stay the same when texts are appended", () => {
    const random = createRandom(3);
    const words = [..."abcdefghijkl"].map((letter) => letter.repeat(4));
    const texts = Array.from({ length: 300 }, () => random.sampleWithoutReplacement(words, 8).join(" "));
    const all = groupTexts(texts).groups;
    expect(sizeOf(all)).toBeLessThan(300);
    expect(groupTexts(texts.slice(0, 200)).groups).toEqual(all.slice(0, 200));
  });

  it("of ten thousand different texts compare each text with a few others", () => {
    // With all pairs this would be fifty million comparisons, and the test would run into its time limit.
    const texts = Array.from({ length: 10_000 }, (_, i) =>
      Array.from({ length: 10 }, (_, k) => ((i * 31 + k * 17) * 2654435761).toString(36)).join(" "),
    );
    expect(sizeOf(groupTexts(texts).groups)).toBe(10_000);
  });
});
