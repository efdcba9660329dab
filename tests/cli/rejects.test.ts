import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Rejects } from "../../src/cli/rejects.ts";
import { emptyFolder } from "../task/sources.ts";

const bad = { source: "mails.csv", line: 7, reason: "is empty.", raw: ",," };

async function run(path: string, rows: readonly (typeof bad)[]): Promise<void> {
  const rejects = new Rejects(path);
  for (const row of rows) await rejects.add(row);
  await rejects.finish();
  await rejects.removeEarlier();
}

it.each(["mails.rejects.jsonl", "mails.rejects.jsonl.gz"])(
  "skipped rows of an earlier run in %s are removed by a run that skips none",
  async (name) => {
    const path = join(emptyFolder(), name);
    await run(path, [bad]);
    expect(existsSync(path)).toBe(true);
    await run(path, [bad, bad]);
    expect(existsSync(path)).toBe(true);
    await run(path, []);
    expect(existsSync(path)).toBe(false);
    await run(path, []);
  },
);

it("a file of something else, a folder and standard output are kept", async () => {
  const folder = emptyFolder();
  const path = join(folder, "mails.jsonl");
  writeFileSync(path, '{"text": "a"}\n');
  for (const each of [path, folder, "-"]) await run(each, []);
  expect(readFileSync(path, "utf8")).toBe('{"text": "a"}\n');
});
