import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { pageBlocks } from "../scripts/run-page.ts";

const readme = readFileSync(join(resolve(import.meta.dirname, ".."), "README.md"), "utf8");

/** Words of the text without code, link targets and comments. */
function countWords(page: string): number {
  const text = page
    .replaceAll(/```[\s\S]*?```/g, "")
    .replaceAll(/<!--.*?-->/g, "")
    .replaceAll(/\]\([^)]*\)/g, "]");
  return text.split(/\s+/).filter((word) => /\p{L}|\p{N}/u.test(word)).length;
}

describe("the README", () => {
  it("has at most 650 words", () => {
    expect(countWords(readme)).toBeLessThanOrEqual(650);
  });

  it("shows library code and commands with what they print, near the top", () => {
    const first = pageBlocks(readme).slice(0, 4);
    expect(first.map(({ kind, name }) => name || kind)).toEqual(["library", "prints", "commands", "prints"]);
  });

  it("names the commands for a fresh clone", () => {
    const start = readme.slice(0, readme.indexOf("## "));
    for (const command of ["./train.sh", "./classify.sh", "npm ci && npm test"])
      expect(start).toContain(command);
  });
});
