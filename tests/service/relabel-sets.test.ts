import { expect, it } from "vitest";
import type { Row } from "../../src/index.ts";
import { relabelSet } from "../../src/service/relabel-sets.ts";

const row = (fields: Row["fields"]): Row => ({ text: "a", source: "rows", line: 2, raw: "{}", fields });
const changes = [
  { label: "x;y", proposal: "x;y;z" },
  { label: "x;y", proposal: "y" },
];

it.each([
  ["a cell with a separator", { text: "a", labels: "y; x" }, { text: "a", labels: "y;z" }],
  ["a list", { text: "a", labels: ["x", "y"] }, { text: "a", labels: ["y", "z"] }],
  ["a list in JSON", { tags: '["x","y"]' }, { tags: '["y","z"]' }],
  ["columns", { x: "1", y: "1", z: "0", w: "0" }, { x: "0", y: "1", z: "1", w: "0" }],
  ["columns of numbers", { x: 1, y: 1, z: 0 }, { x: 0, y: 1, z: 1 }],
])("several changes add up in %s", (_, before, after) => {
  const found = relabelSet(row(before), changes, { separator: ";" });
  expect(found!.fields).toEqual(after);
  expect(found).not.toHaveProperty("raw");
});

it("a row can get its first label and lose its last one", () => {
  const first = relabelSet(row({ labels: [] }), [{ label: "", proposal: "x" }], { separator: ";" });
  expect(first!.fields).toEqual({ labels: ["x"] });
  const last = relabelSet(row({ labels: "x" }), [{ label: "x", proposal: "" }], { separator: ";" });
  expect(last!.fields).toEqual({ labels: "" });
});

it("labels that are not those of the finding, and labels without a column, are not changed", () => {
  expect(relabelSet(row({ labels: "x" }), changes, { separator: ";" })).toBeUndefined();
  expect(relabelSet(row({ x: "1", y: "1" }), changes, { separator: ";" })).toBeUndefined();
});
