import { describe, expect, it } from "vitest";
import { readNameMap } from "../../src/task/read-name-map.ts";
import { fileOf, mistakeIn } from "./sources.ts";

describe("a file of names", () => {
  it.each([
    ["names.json", '{"a, b": 0.5, "c=d": 2, "__proto__": 1}'],
    ["names.yaml", '"a, b": 0.5\nc=d: 2\n__proto__: 1\n'],
  ])("is JSON or YAML with any names: %s", async (name, content) => {
    expect(Object.entries(await readNameMap(fileOf(name, content)))).toEqual([
      ["a, b", 0.5],
      ["c=d", 2],
      ["__proto__", 1],
    ]);
  });

  it.each<[string, string, RegExp]>([
    ["names.json", "[1]", /line 1: must be an object/],
    ["names.yaml", "a: 1\na: 2\n", /line 2: has the key "a" twice/],
    ["names.txt", "a=1", /must be a \.json, \.yaml or \.yml file/],
  ])("is rejected with its line: %s with %j", async (name, content, sentence) => {
    expect(await mistakeIn(() => readNameMap(fileOf(name, content)))).toMatch(sentence);
  });
});
