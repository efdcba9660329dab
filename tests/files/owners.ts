import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Owner, thisOwner } from "../../src/files/owner.ts";

/** An empty folder that is gone when the test has finished. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "pilesort-files-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The owner of a process that has ended. */
export const endedOwner: Owner = {
  ...thisOwner(),
  process: spawnSync(process.execPath, ["-e", ""]).pid,
  start: "1",
};

/** An earlier process that had the number of a process that lives now. */
export const replacedOwner: Owner = { ...thisOwner(), process: process.ppid, start: "1" };

/** A process of another machine or container. Its number is that of a process that lives here. */
export const foreignOwner: Owner = { ...thisOwner(), host: "0123456789ab", process: process.ppid };
