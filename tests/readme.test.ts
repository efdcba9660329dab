import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pilesort-readme-"));
  cpSync(join(root, "examples"), join(folder, "examples"), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The code block that follows a marker such as <!-- run: commands -->. */
function block(marker: string): string {
  const found = new RegExp(`<!-- run: ${marker} -->\\n\`\`\`\\w+\\n([\\s\\S]*?)\`\`\``).exec(readme);
  if (!found) throw new Error(`README.md has no block marked "run: ${marker}".`);
  return found[1];
}

describe("the README", () => {
  it("shows commands that run as they stand", () => {
    const command = `"${process.execPath}" "${join(root, "dist/cli/main.js")}"`;
    const script = block("commands").replaceAll("npx pilesort", command);
    execFileSync("bash", ["-eu", "-c", script], { cwd: folder, stdio: "pipe" });
    const sorted = readFileSync(join(folder, "models/sorted.jsonl"), "utf8").trim().split("\n");
    const rows = sorted.map((line) => JSON.parse(line));
    expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    const checked = readFileSync(join(folder, "examples/support-mail/checked.jsonl"), "utf8");
    const labels = new Map(
      checked
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
        .map(({ text, label }) => [text, label]),
    );
    const right = rows.filter(({ text, prediction }) => labels.get(text) === prediction).length;
    expect(right).toBeGreaterThanOrEqual(9);
    expect(rows[10]).toMatchObject({ prediction: null, outcome: "none" });
  });

  it("shows library code that runs as it stands", () => {
    const code = block("library").replace(
      '"pilesort"',
      JSON.stringify(pathToFileURL(join(root, "dist/index.js")).href),
    );
    writeFileSync(join(folder, "library.mjs"), code);
    const printed = execFileSync(process.execPath, ["library.mjs"], { cwd: folder, encoding: "utf8" });
    expect(printed).toMatch(/^refund 0\.\d+ 0\.\d+/);
    expect(existsSync(join(folder, "models/mail/manifest.json"))).toBe(true);
  });
});
