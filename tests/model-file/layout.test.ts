import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { formatVersions, layout, layoutFiles, manifestName } from "../../src/model-file/layout.ts";

describe("the page about the format", () => {
  const page = readFileSync(resolve(import.meta.dirname, "../../docs/model-format.md"), "utf8");

  it("lists the files of the layout, whether they are optional, and what they hold", () => {
    const [, section] = page.split(/^## /m);
    const rows = [...section.matchAll(/^\| `([^`]+)` *\| (.*?) *\| (.*?) *\|$/gm)];
    expect(rows.map(([, name]) => name).sort()).toEqual([...layoutFiles, manifestName].sort());
    for (const name of layoutFiles) {
      const { holds, presence } = layout[name];
      const [, , there, says] = rows.find((row) => row[1] === name)!;
      expect({ name, always: there === "always", holds: says }).toEqual({
        name,
        always: presence === "always",
        holds,
      });
    }
  });

  it("describes the newest version", () => {
    expect(page).toContain(`# The model format, version ${Math.max(...formatVersions)}\n`);
  });
});
