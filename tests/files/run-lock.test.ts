import { readdirSync } from "node:fs";
import * as nodeFileSystem from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { takeRunLock } from "../../src/files/run-lock.ts";
import { emptyFolder } from "../llm/folders.ts";

it("the lock of a run names the process that uses the folder, and leaves nothing", async () => {
  const folder = emptyFolder();
  const path = join(folder, "a.lock");
  const lock = await takeRunLock(path, nodeFileSystem);
  await expect(takeRunLock(path, nodeFileSystem)).rejects.toThrow(
    new InputError(
      `Another run uses this folder (process ${process.pid}). Wait until it has ended, or name another folder.`,
      { source: folder },
    ),
  );
  await lock.release();
  expect(readdirSync(folder)).toEqual([]);
});
