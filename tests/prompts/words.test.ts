import { describe, expect, it } from "vitest";
import { estimateWords } from "../../src/prompts/words.ts";

describe("estimateWords", () => {
  it.each([
    ["The customer's parcel, no. 5", 6],
    ["", 0],
    ["...", 0],
    ["返金", 1],
    ["荷物がどこにあるか、いつ届くかを尋ねている。", 11],
    ["พัสดุอยู่ที่ไหน", 6],
    ["iPhone 用のケース", 4],
  ])("counts %j as %i words", (text, words) => {
    expect(estimateWords(text)).toBe(words);
  });
});
