import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { terminalSafe, terminalSafeJson, terminalSafeLines } from "../../src/files/terminal-text.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe("a text for a terminal", () => {
  it.each([
    ["plain, grüße, 日本語, 💡, क्षि, ‌", "plain, grüße, 日本語, 💡, क्षि, ‌"],
    ["\u001b[31mred", "\\u001b[31mred"],
    ["a\nb\rc\td", "a\\nb\\rc\\td"],
    ["\u009b31m \u007f \u0000", "\\u009b31m \\u007f \\u0000"],
    ["\u202egnp.exe\u2066", "\\u202egnp.exe\\u2066"],
    ["half \ud83d", "half \\ud83d"],
    ["\u{e0041}", "\\udb40\\udc41"],
    ["\u2028", "\\u2028"],
  ])("%j is shown as %j", (text, shown) => {
    expect(terminalSafe(text)).toBe(shown);
  });

  it("contains nothing that a terminal executes, whatever the input is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(terminalSafe(text)).not.toMatch(/\n/);
        expect(terminalSafe(text)).not.toMatch(obeyed);
        expect(terminalSafeLines(text)).not.toMatch(obeyed);
        expect(terminalSafeLines(text).split("\n")).toHaveLength(text.split("\n").length);
      }),
    );
  });

  it("in JSON keeps its meaning", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        const json = `${JSON.stringify(value, null, 1)}\r\n`;
        expect(terminalSafeJson(json).replaceAll(/[\n\r]/g, "")).not.toMatch(obeyed);
        expect(JSON.parse(terminalSafeJson(json))).toEqual(JSON.parse(json));
      }),
    );
  });
});
