import { describe, expect, it } from "vitest";
import { emojiReplacer } from "../../src/encoder/emoji-names.ts";
import { openEncoder } from "../../src/hub/open-encoder.ts";
import { rowOf } from "../../src/math/matrix.ts";
import { cosine } from "./contract.ts";

const replace = emojiReplacer((text) => ["©", "®", "™"].includes(text));

describe("emojiReplacer", () => {
  // Names of Unicode CLDR 47, https://cldr.unicode.org
  it.each([
    ["great😍", "great smiling face with heart-eyes "],
    ["😡😡", " enraged face  enraged face "],
    ["❤️", " red heart "],
    ["❤", " red heart "],
    ["👍🏽 thanks", " thumbs up  thanks"],
    ["👩‍🚀", " woman astronaut "],
    ["👩🏽‍🚀", " woman astronaut "],
    ["🇩🇪", " flag Germany "],
    ["1️⃣", " keycap 1 "],
  ])("replaces what the tokenizer does not know: %s", (text, expected) => {
    expect(replace(text)).toBe(expected);
  });

  it.each(["", "no emoji: :-)", "© ® ™", "1 # *", "漢字", "\ud83d", "\u200d\ufe0f"])(
    "leaves other text as it is: %j",
    (text) => {
      expect(replace(text)).toBe(text);
    },
  );

  it("replaces every single character that Unicode calls a pictograph", () => {
    const pictographs = Array.from({ length: 0x110000 }, (_, code) => code)
      .filter((code) => code < 0xd800 || code > 0xdfff)
      .map((code) => String.fromCodePoint(code))
      .filter((character) => /\p{Extended_Pictographic}/u.test(character));
    const seen: string[] = [];
    const replaceAll = emojiReplacer((found) => seen.push(found) > 0);
    for (const character of pictographs) replaceAll(character);
    expect(seen).toEqual(pictographs);
  });

  it("makes the bundled encoder tell emoji from one another, and read the word beside one", async () => {
    const encoder = await openEncoder();
    const texts = ["😍", "😡", "awful😡", "awful 😡", "I love it", "I am angry"];
    const vectors = await encoder.embed(texts);
    const between = (a: number, b: number) => cosine(rowOf(vectors, a), rowOf(vectors, b));
    expect(between(0, 1)).toBeLessThan(0.95);
    expect(between(2, 3)).toBeCloseTo(1, 5);
    expect(between(0, 4)).toBeGreaterThan(between(1, 4));
    expect(between(1, 5)).toBeGreaterThan(between(0, 5));
    await encoder.dispose();
  });
});
