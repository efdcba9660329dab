import { describe, expect, it } from "vitest";
import { readingOf, readOnce } from "../../src/generation/reply-readings.ts";

describe("a reading", () => {
  it.each([
    [true, '{"texts": ["Where is my card?"]}'],
    [true, '{"texts": ["As an AI language model, I cannot", "Where is my card?"]}'],
    [false, ""],
    [false, "{}"],
    [false, '{"texts": ["", " ", "..."]}'],
    [false, "I'm sorry, but I can't help with that."],
    [false, "Sure! Here are 12 texts"],
  ])("is an answer where one text may be an example: %s %j", (isAnswer, reply) => {
    expect(readingOf(reply, 12).isAnswer).toBe(isAnswer);
  });
});

it("a reply that several ask about is read once", () => {
  const asked: string[] = [];
  const read = readOnce((reply) => {
    asked.push(reply);
    return readingOf(reply, 12);
  });
  expect(read("one")).toBe(read("one"));
  expect(read("two").texts).toEqual(["two"]);
  expect(asked).toEqual(["one", "two"]);
});
