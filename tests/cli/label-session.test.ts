import { describe, expect, it } from "vitest";
import { LabelPrompt } from "../../src/cli/label-session.ts";
import { maxKeyed } from "../../src/cli/name-search.ts";

const few = ["refund", "delivery", "login"];
const many = Array.from({ length: maxKeyed + 1 }, (_, i) => `class ${i}`);

function type(prompt: LabelPrompt, text: string) {
  return Array.from(text, (each) => prompt.press({ text: each })).at(-1);
}

describe("the prompt for a label", () => {
  it("has the same key per class for every text if there are few classes", () => {
    const prompt = new LabelPrompt(few, ["login", "refund"]);
    expect(prompt.menu).toEqual([
      ["1", "refund"],
      ["2", "delivery"],
      ["3", "login"],
    ]);
    expect(prompt.press({ text: "2" })).toEqual({ kind: "label", label: "delivery" });
    expect(prompt.press({ text: "4" })).toBeUndefined();
  });

  it("gives every class another key, and none of those with another meaning", () => {
    const keys = new LabelPrompt(many.slice(0, maxKeyed), []).menu.map(([key]) => key);
    expect(new Set(keys).size).toBe(maxKeyed);
    expect(keys.filter((key) => "/nsuq".includes(key))).toEqual([]);
  });

  it("has keys for the most probable classes if there are many", () => {
    const prompt = new LabelPrompt(many, ["class 7", "class 3"]);
    expect(prompt.menu).toEqual([
      ["1", "class 7"],
      ["2", "class 3"],
    ]);
    expect(prompt.press({ text: "1" })).toEqual({ kind: "label", label: "class 7" });
  });

  it("searches all classes by a part of the name; those that begin with it come first", () => {
    const prompt = new LabelPrompt(["my refund", "Refund late", "délai"], []);
    type(prompt, "/REF");
    expect(prompt.input).toBe("Search: REF -> Refund late, my refund");
    expect(prompt.press({ name: "return" })).toEqual({ kind: "label", label: "Refund late" });
    const other = new LabelPrompt(["délai"], []);
    type(other, "/de\u0301");
    expect(other.press({ name: "return" })).toEqual({ kind: "label", label: "délai" });
  });

  it("corrects what is typed, and goes back without a label", () => {
    const prompt = new LabelPrompt(few, []);
    type(prompt, "/q💩");
    prompt.press({ name: "backspace" });
    expect(prompt.input).toBe("Search: q -> no class");
    expect(prompt.press({ name: "return" })).toBeUndefined();
    prompt.press({ name: "escape", text: "\u001b" });
    expect(prompt.input).toBeUndefined();
    expect(prompt.press({ text: "q" })).toEqual({ kind: "quit" });
  });

  it("begins a new class, whose name is not blank", () => {
    const prompt = new LabelPrompt(few, []);
    type(prompt, "n  ");
    expect(prompt.press({ name: "return" })).toBeUndefined();
    type(prompt, "praise \u0007");
    expect(prompt.press({ name: "return" })).toEqual({ kind: "label", label: "praise" });
  });

  it.each([
    ["s", "skip"],
    ["u", "undo"],
    ["q", "quit"],
  ])("reads %s as %s", (text, kind) => {
    expect(new LabelPrompt(few, []).press({ text })).toEqual({ kind });
  });

  it("quits by Ctrl-C and Ctrl-D, while a name is typed too", () => {
    const prompt = new LabelPrompt(few, []);
    type(prompt, "/re");
    expect(prompt.press({ name: "c", ctrl: true, text: "\u0003" })).toEqual({ kind: "quit" });
    expect(prompt.press({ name: "d", ctrl: true, text: "\u0004" })).toEqual({ kind: "quit" });
  });
});
