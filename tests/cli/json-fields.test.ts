import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runProgram } from "../../src/cli/run-program.ts";
import { version } from "../../src/version.ts";
import { testContext } from "./contexts.ts";
import { emptyFolder, root } from "./processes.ts";

const page = readFileSync(join(root, "docs/json-output.md"), "utf8");

function section(command: string): string {
  return page.split(/^## /m).find((text) => text.split("\n")[0].split(", ").includes(command)) ?? "";
}

/** "xyz" words that differ in most letters, so that no two texts are nearly equal. */
function numberWord(number: number): string {
  return Array.from({ length: 9 }, (_, i) =>
    String.fromCharCode(97 + ((number * (i + 3) * 17 + i * i) % 26)),
  ).join("");
}

describe("docs/json-output.md", () => {
  const rows = ["dog", "cat"].map((label) => `${JSON.stringify({ text: "a", label })}\n`).join("");

  let texts = 0;

  it.each([
    ["train", ["train", "--defaults", "--save", "FOLDER/m"]],
    ["classify", ["classify", "--load", "FOLDER/m", "woof"]],
    ["evaluate", ["evaluate", "--load", "FOLDER/m", "--data", "FOLDER/rows.jsonl"]],
    ["explain", ["explain", "--load", "FOLDER/m", "woof"]],
    ["audit", ["audit", "--data", "FOLDER/many.jsonl"]],
    ["doctor", ["doctor", "--data", "FOLDER/rows.jsonl"]],
    ["plan", ["plan", "--class", "cat: Cats purr.", "dog: Dogs bark."]],
    [
      "drift",
      ["drift", "--load", "FOLDER/m", "--input", "FOLDER/mixed.txt", "--reference", "FOLDER/mixed.txt"],
    ],
    ["show", ["show", "FOLDER/m"]],
    ["retrain", ["retrain", "FOLDER/m", "--save", "FOLDER/n"]],
    ["correct", ["correct", "--load", "FOLDER/m", "--text", "a", "--label", "cat"]],
    ["history", ["history", "FOLDER/m"]],
    ["suggest", ["suggest", "--load", "FOLDER/m", "--input", "FOLDER/rows.jsonl"]],
    ["encoders list", ["encoders", "list"]],
    ["encoders show", ["encoders", "show", "bundled"]],
  ])("names every field that %s prints", async (command, words) => {
    const place = emptyFolder();
    writeFileSync(join(place, "rows.jsonl"), rows);
    writeFileSync(
      join(place, "many.jsonl"),
      rows.repeat(4).replaceAll('"a"', () => `"text ${++texts}"`),
    );
    const mixed = Array.from({ length: 120 }, (_, i) => `${numberWord(i)} ${numberWord(i * 7 + 3)} barks`);
    writeFileSync(join(place, "mixed.txt"), `${mixed.join("\n")}\n`);
    const run = async (each: readonly string[]) => {
      const context = testContext();
      const status = await runProgram(
        each.map((word) => word.replace("FOLDER", place)),
        version,
        context,
      );
      return { status, ...context.written };
    };
    if (words.includes("--load") || ["history", "show", "retrain"].includes(command))
      await run(["train", "--defaults", "--save", "FOLDER/m"]);
    const { status, stdout } = await run([...words, "--json"]);
    expect(status).toBe(0);
    const [value] = [JSON.parse(stdout)].flat();
    const missing = Object.keys(value).filter((field) => !section(command).includes(`\`${field}\``));
    expect(missing).toEqual([]);
  });
});
