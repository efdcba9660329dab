import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as nodeFileSystem from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { type LockFileSystem, type RunLock, takeRunLock } from "../../src/llm/run-lock.ts";
import { emptyFolder } from "./folders.ts";

const holder = (process: number) => JSON.stringify({ process, id: "0123456789abcdef" });
const ended = holder(spawnSync(process.execPath, ["-e", ""]).pid);

const dead: Readonly<Record<string, string>> = {
  "of a process that has ended": ended,
  "of an earlier process with this one's number, as in a container": holder(process.pid),
  "that is empty": "",
  "that is cut short": ended.slice(0, 10),
  "that says something else": "[4711]",
};

/** A file system whose every operation waits a while that nobody knows beforehand. */
function haphazard(): LockFileSystem {
  const delayed =
    <Words extends unknown[], Result>(operation: (...words: Words) => Promise<Result>) =>
    async (...words: Words): Promise<Result> => {
      for (let turns = Math.random() * 8; turns > 1; turns--) await new Promise(setImmediate);
      return await operation(...words);
    };
  const { copyFile, link, rename, rm, writeFile } = nodeFileSystem;
  return {
    ...nodeFileSystem,
    copyFile: delayed(copyFile),
    link: delayed(link),
    rename: delayed(rename),
    rm: delayed(rm),
    writeFile: delayed(writeFile),
  };
}

describe("a run's lock", () => {
  it("keeps others out until it is released, and then leaves nothing", async () => {
    const folder = emptyFolder();
    const path = join(folder, "a.lock");
    const lock = await takeRunLock(path, nodeFileSystem);
    await expect(takeRunLock(path, nodeFileSystem)).rejects.toThrow(
      new InputError(
        `is in use by another run (process ${process.pid}); wait for it, or name another folder.`,
        { source: folder },
      ),
    );
    await lock.release();
    await (await takeRunLock(path, nodeFileSystem)).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is not taken from another process that lives", async () => {
    const path = join(emptyFolder(), "a.lock");
    writeFileSync(path, holder(process.ppid));
    await expect(takeRunLock(path, nodeFileSystem)).rejects.toThrow(`(process ${process.ppid})`);
    expect(readFileSync(path, "utf8")).toBe(holder(process.ppid));
  });

  it.each(Object.entries(dead))("%s is taken over, by one of many who find it", async (_, text) => {
    for (let round = 0; round < 10; round++) {
      const folder = emptyFolder();
      const path = join(folder, "a.lock");
      writeFileSync(path, text);
      const taken: RunLock[] = [];
      const contend = async () => {
        const lock = await takeRunLock(path, haphazard()).catch((error: unknown) => {
          expect(error).toBeInstanceOf(InputError);
        });
        if (lock) taken.push(lock);
      };
      await Promise.all(Array.from({ length: 6 }, contend));
      expect(taken).toHaveLength(1);
      await taken[0].release();
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  it("is taken over also where a process was killed while it took it over", async () => {
    const folder = emptyFolder();
    const path = join(folder, "a.lock");
    for (const name of [path, `${path}.takeover`, `${path}.takeover.takeover`]) writeFileSync(name, ended);
    const lock = await takeRunLock(path, nodeFileSystem);
    expect(readdirSync(folder)).toEqual(["a.lock"]);
    await lock.release();
  });

  it("works on a disk that has no hard links", async () => {
    const folder = emptyFolder();
    const path = join(folder, "a.lock");
    const link = () => Promise.reject(Object.assign(new Error("no links"), { code: "EPERM" }));
    const lock = await takeRunLock(path, { ...nodeFileSystem, link });
    await expect(takeRunLock(path, { ...nodeFileSystem, link })).rejects.toThrow(InputError);
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });
});
