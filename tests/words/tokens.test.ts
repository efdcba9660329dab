import { describe, expect, it } from "vitest";
import { tokensOf } from "../../src/words/tokens.ts";

describe("the tokens of a text", () => {
  it.each([
    ["words in lower case, with apostrophes inside", "It’s LATE, isn't it", ["it's", "late", "isn't", "it"]],
    ["symbols that may tell something", "£9!? 😀", ["£", "9", "!", "?", "😀"]],
    ["long numbers by their length only", "call 08712345678 in 2024", ["call", "00000000000", "in", "2024"]],
    ["words and numbers that are written together", "3G b2b", ["3", "g", "b", "2", "b"]],
    ["single characters of scripts without blanks", "猫が好き", ["猫", "が", "好", "き"]],
    ["Thai characters with their marks", "กี่ที", ["กี่", "ที"]],
    ["both in one text", "iPhone猫", ["iphone", "猫"]],
    ["letters with combining marks", "Cafe\u0301 जनवरी", ["café", "जनवरी"]],
    ["compatibility forms as their usual ones", "ﬁne Ａ", ["fine", "a"]],
    ["nothing in a text of blanks", " \n\t", []],
  ])("are %s", (_, text, tokens) => {
    expect(tokensOf(text)).toEqual(tokens);
  });
});
