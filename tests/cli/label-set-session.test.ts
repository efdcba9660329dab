import { expect, it } from "vitest";
import { LabelSetPrompt } from "../../src/cli/label-set-session.ts";

const topics = ["refund", "delivery", "login"];
const enter = { name: "return", text: "\r" };

function type(prompt: LabelSetPrompt, text: string) {
  for (const each of text) expect(prompt.press({ text: each })).toBeUndefined();
}

it("a key chooses a label, and the same key takes it back", () => {
  const prompt = new LabelSetPrompt(topics, [], []);
  type(prompt, "311");
  expect(prompt.chosen).toEqual(["login"]);
  type(prompt, "1");
  expect(prompt.press(enter)).toEqual({ kind: "labels", labels: ["refund", "login"] });
});

it("Enter without a chosen label says that the text has none", () => {
  expect(new LabelSetPrompt(topics, [], ["refund"]).press(enter)).toEqual({ kind: "labels", labels: [] });
});

it('"=" chooses the labels of the model, and no others', () => {
  const prompt = new LabelSetPrompt(topics, [], ["delivery", "login"]);
  type(prompt, "1=3");
  expect(prompt.chosen).toEqual(["delivery"]);
});

it("a search chooses the first class that it finds, and goes on", () => {
  const prompt = new LabelSetPrompt(topics, [], []);
  type(prompt, "/del");
  expect(prompt.press(enter)).toBeUndefined();
  expect([prompt.input, prompt.chosen]).toEqual([undefined, ["delivery"]]);
});

it("a new class comes after the others, and is taken back by its name", () => {
  const prompt = new LabelSetPrompt(topics, [], []);
  for (const expected of [["login", "praise"], ["login"]]) {
    type(prompt, expected.length === 2 ? "3npraise" : "npraise");
    prompt.press(enter);
    expect(prompt.chosen).toEqual(expected);
  }
});

it("letters that are typed into a search do not skip, undo or quit", () => {
  const prompt = new LabelSetPrompt(topics, [], []);
  type(prompt, "/squ");
  expect(prompt.input).toBe("Search: squ -> no class");
  prompt.press({ name: "escape", text: "\u001b" });
  expect(prompt.press({ text: "q" })).toEqual({ kind: "quit" });
  expect(prompt.press({ name: "c", ctrl: true })).toEqual({ kind: "quit" });
});
