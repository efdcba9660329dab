import { readdirSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Owner } from "../../src/files/owner.ts";
import { partialPath, removeAbandonedPartials } from "../../src/files/partial-file.ts";
import { emptyFolder, endedOwner, foreignOwner, replacedOwner } from "./owners.ts";

function nameOf({ host, process, start, thread }: Owner, target = "a.jsonl"): string {
  const numbers = [process, Number(start), thread].map((number) => number.toString(36));
  return `${[`${target}.${host}`, ...numbers, "abcdef"].join("-")}.partial`;
}

describe("an unfinished file", () => {
  it("is beside its target under a name that is short enough, and stays while its process runs", async () => {
    const folder = emptyFolder();
    for (const name of ["a.jsonl", "ä".repeat(125), "💡".repeat(63)]) {
      const path = partialPath(join(folder, name));
      expect(basename(path).length).toBeLessThan(256);
      writeFileSync(path, "");
      await removeAbandonedPartials(join(folder, name));
      expect(readdirSync(folder)).toContain(basename(path));
    }
  });

  it("of a killed process is removed, and no other file is", async () => {
    const folder = emptyFolder();
    const dead = [nameOf(endedOwner), nameOf(replacedOwner)];
    const kept = [
      nameOf(foreignOwner),
      nameOf(endedOwner, "b.jsonl"),
      "a.jsonl",
      "a.jsonl.mine.partial",
      "a.jsonl.01234567.partial",
    ];
    for (const name of [...dead, ...kept]) writeFileSync(join(folder, name), "");
    await removeAbandonedPartials(join(folder, "a.jsonl"));
    expect(readdirSync(folder).sort()).toEqual(kept.sort());
  });

  it("of an unknown process is removed a day after the last write", async () => {
    const folder = emptyFolder();
    const names = [nameOf(foreignOwner), "a.jsonl.01234567.partial"];
    for (const name of names) {
      writeFileSync(join(folder, name), "");
      utimesSync(join(folder, name), 1, 1);
    }
    await removeAbandonedPartials(join(folder, "a.jsonl"));
    expect(readdirSync(folder)).toEqual([]);
  });
});
