import { expect, it } from "vitest";
import { columns } from "../../src/cli/columns.ts";

it("aligns the first column to the left and all others to the right", () => {
  expect(
    columns([
      ["refund", "7"],
      ["login", "12"],
    ]),
  ).toEqual(["refund   7", "login   12"]);
});

it("returns no lines for no rows", () => {
  expect(columns([])).toEqual([]);
});
