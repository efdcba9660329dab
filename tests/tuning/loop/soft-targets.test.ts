import { expect, it } from "vitest";
import { tuningKey } from "../../../src/tuning/loop/checkpoint.ts";
import { labeledBatch } from "../../../src/tuning/loop/labeled-rows.ts";
import { softTargets } from "../../../src/tuning/loop/soft-targets.ts";

const target = Float32Array.of(0.25, 0.5, 0.25);

it("a row without soft target has probability 1 for its class", () => {
  expect(Array.from(softTargets([{}, { target }], Int32Array.of(2, 1), 3).data)).toEqual([
    0, 0, 1, 0.25, 0.5, 0.25,
  ]);
});

it("a batch keeps the soft targets and the weights of its rows", () => {
  const rows = [
    { ids: [1, 2], label: "c", weight: 3 },
    { ids: [1], label: "b", target },
  ];
  const { targets, rowWeights } = labeledBatch(rows, ["a", "b", "c"]);
  expect(Array.from(targets.data)).toEqual([0, 0, 1, 0.25, 0.5, 0.25]);
  expect(Array.from(rowWeights)).toEqual([0.75, 0.25]);
});

it("a tuning with other soft targets does not resume from the same checkpoint", () => {
  const keyOf = (some?: Float32Array) =>
    tuningKey({
      base: "",
      settings: {},
      classNames: ["a", "b", "c"],
      rows: [{ ids: [1], label: "b", target: some }],
      heldOut: [],
      from: undefined,
    });
  expect(new Set([keyOf(), keyOf(target), keyOf(Float32Array.of(0, 1, 0))]).size).toBe(3);
  expect(keyOf(target)).toBe(keyOf(target.slice()));
});
