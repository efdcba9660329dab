import { describe, expect, it } from "vitest";
import { isFastTextLine, readFastTextLine } from "../../../src/task/exports/fast-text.ts";

describe("a line in the format of fastText", () => {
  it.each<[string, string, string[]]>([
    ["__label__sauce How much starch?", "How much starch?", ["sauce"]],
    ["__label__sauce __label__cheese How much starch?", "How much starch?", ["sauce", "cheese"]],
    ["How much starch? __label__sauce", "How much starch?", ["sauce"]],
    ["__label__sauce\tHow much  starch?", "How much  starch?", ["sauce"]],
    ["__label__4 , some words", "some words", ["4"]],
    ["__label__food-safety\ta__label__b", "a__label__b", ["food-safety"]],
    ["__label__sauce", "", ["sauce"]],
  ])("%j is %j with labels %j", (line, text, labels) => {
    expect(isFastTextLine(line)).toBe(true);
    expect(readFastTextLine(line)).toEqual({ texts: [text], labels });
  });

  it.each(["", "How much starch?", "the word a__label__b"])("is not %j", (line) => {
    expect(isFastTextLine(line)).toBe(false);
  });
});
