import { describe, expect, it } from "vitest";
import { mappingText, readLabelMap } from "../../src/cli/label-map.ts";
import { fileOf } from "../task/sources.ts";

describe("--label-map", () => {
  it.each<[string[], Record<string, string>]>([
    [[], {}],
    [["Refund=refund", "0 = praise"], { Refund: "refund", "0": "praise" }],
    [["spam=", "=other"], { spam: "", "": "other" }],
    [['{"a=b": "c", "0": 1, "x": null}'], { "a=b": "c", "0": "1", x: "" }],
    [["a=b", "a=c"], { a: "c" }],
  ])("reads %j", async (values, expected) => {
    expect(await readLabelMap(values)).toEqual(expected);
  });

  it("reads files and pairs", async () => {
    const files = [fileOf("labels.yaml", "0: refund\n1: praise\n"), fileOf("labels.json", '{"2": "other"}')];
    expect(await readLabelMap([...files, "3=spam"])).toEqual({
      "0": "refund",
      "1": "praise",
      "2": "other",
      "3": "spam",
    });
  });

  it.each<[string, RegExp]>([
    ["refund", /"refund" does not contain =/],
    ["a=b=c", /more than one =/],
    ['{"a": ["b"]}', /"a" in .* has no name/],
    ["{a}", /is not a JSON object/],
  ])("rejects %j", async (value, sentence) => {
    await expect(readLabelMap([value])).rejects.toThrow(sentence);
  });
});

it.each<[string, string, string]>([
  ["Refund", "refund", '--label-map "Refund=refund"'],
  ["a=B", "a=b", `--label-map '{"a=B":"a=b"}'`],
])("a mapping of %j to %j is shown as the user can type it", (label, name, text) => {
  expect(mappingText(label, name)).toBe(text);
});
