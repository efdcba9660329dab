import { describe, expect, it } from "vitest";
import { parseInlinePair } from "../../src/task/inline.ts";
import { mistakeIn } from "./sources.ts";

describe("a pair on the command line", () => {
  it.each([
    ["cat: purrs", "cat", "purrs"],
    ["cat:purrs", "cat", "purrs"],
    ["  big cat \t:  purrs \n", "big cat", "purrs"],
    ["cat: says: meow", "cat", "says: meow"],
    ["__proto__: x", "__proto__", "x"],
    ["猫: ニャー", "猫", "ニャー"],
  ])("%j is the class %j and the text %j", (pair, name, text) => {
    expect(parseInlinePair(pair, "--train")).toEqual({ name, text });
  });

  it.each([
    ["cat", "has no colon"],
    ["", "has no colon"],
    [" : purrs", "has an empty name before the colon"],
    ["cat: ", "has an empty text after the colon"],
  ])("%j is rejected with its flag", async (pair, what) => {
    const sentence = `--class: ${JSON.stringify(pair)} ${what}; write "name: text".`;
    expect(await mistakeIn(() => parseInlinePair(pair, "--class"))).toBe(sentence);
  });

  it.each<[string, string, string]>([
    ["billing: refund: Pay it back.", "billing: refund", "Pay it back."],
    ["billing:refund : Pay it back.", "billing:refund", "Pay it back."],
    ["billing: refund: late: Where is it?", "billing: refund: late", "Where is it?"],
    ["billing: other: Pay it back.", "billing", "other: Pay it back."],
    ["Billing: Refund: Pay it back.", "Billing: Refund", "Pay it back."],
    ["shipping: refund: Pay it back.", "shipping", "refund: Pay it back."],
    ["https://a.b: page: A page.", "https://a.b: page", "A page."],
  ])("takes the longest name of a known class: %j is %j and %j", (pair, name, text) => {
    const classes = [
      "billing",
      "billing: refund",
      "billing:refund",
      "billing: refund: late",
      "https://a.b: page",
    ];
    expect(parseInlinePair(pair, "--train", classes)).toEqual({ name, text });
  });

  it("has a text behind the name of a known class", async () => {
    expect(
      await mistakeIn(() => parseInlinePair("billing: refund:", "--train", ["billing: refund"])),
    ).toMatch(/has an empty text/);
  });
});
