import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { cliReference, referencePath } from "../../scripts/write-cli-reference.ts";

it("docs/cli.md is up to date (npm run docs:cli writes it)", () => {
  expect(readFileSync(referencePath, "utf8")).toBe(cliReference());
});
