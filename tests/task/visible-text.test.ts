import { describe, expect, it } from "vitest";
import { isBlank } from "../../src/task/visible-text.ts";

describe("isBlank", () => {
  it.each([
    ["nothing", ""],
    ["white space", " \t\r\n\u00a0\u3000"],
    ["a zero-width space", "\u200b"],
    ["NUL and other control characters", "\0\x01\x1b\x7f\x9f"],
    ["a lone surrogate", "\ud83d"],
    ["combining marks alone", "\u0301\u0308"],
    ["a byte order mark", "\ufeff"],
    ["direction marks", "\u200e\u202e\u2069"],
    ["variation selectors", "\ufe0f\u{e0101}"],
    ["Hangul fillers", "\u3164\uffa0\u115f"],
    ["an empty braille cell", "\u2800"],
    ["a million zero-width spaces", "\u200b".repeat(1_000_000)],
  ])("is true of %s", (_, text) => {
    expect(isBlank(text)).toBe(true);
  });

  it.each([
    ["a letter", "a"],
    ["a letter among invisible characters", "\u200b\0a\u0301"],
    ["a digit with a keycap", "1\ufe0f\u20e3"],
    ["an emoji", "😀"],
    ["a family of emoji", "👨‍👩‍👧"],
    ["a full stop", "."],
    ["the replacement character", "\ufffd"],
    ["a character of private use, which fonts of icons draw", "\ue000"],
    ["Devanagari with a vowel sign", "कि"],
  ])("is false of %s", (_, text) => {
    expect(isBlank(text)).toBe(false);
  });
});
