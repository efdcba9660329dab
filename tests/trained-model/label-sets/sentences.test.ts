import { expect, test } from "vitest";
import { sentencesOf } from "../../../src/trained-model/label-sets/sentences.ts";

test("the sentences of texts, in order; a text of a single sentence has none", () => {
  const { texts, starts } = sentencesOf([
    "You charged me twice. Where is my parcel?",
    "One sentence only.",
    "",
    "私は怒っています。荷物はどこですか。",
  ]);
  expect(texts).toEqual([
    "You charged me twice.",
    "Where is my parcel?",
    "私は怒っています。",
    "荷物はどこですか。",
  ]);
  expect(Array.from(starts)).toEqual([0, 2, 2, 2, 4]);
});

test("a sentence of one word is left out, and the only other sentence is then the whole text", () => {
  expect(sentencesOf(["Hi. Where is my parcel?"]).texts).toEqual([]);
  expect(sentencesOf(["Hi. Where is my parcel? You charged me twice."]).texts).toHaveLength(2);
});

test("the sentences of a long text are read in at most 16 groups that leave nothing out", () => {
  const text = Array.from({ length: 100 }, (_, k) => `This is number ${k}.`).join(" ");
  const { texts } = sentencesOf([text]);
  expect(texts).toHaveLength(16);
  expect(texts.join(" ")).toBe(text);
});

test("a text of one sentence has its parts instead; a text of two does not", () => {
  const joined = "The parcel came late and the invoice is wrong.";
  const parts = ["The parcel came late", "the invoice is wrong."];
  expect(sentencesOf([joined]).texts).toEqual(parts);
  expect(sentencesOf([`Hi. ${joined}`]).texts).toContain("the invoice is wrong.");
  expect(sentencesOf([`${joined} Please help me.`]).texts).toEqual([joined, "Please help me."]);
});
