import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import * as nodeFileSystem from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type FileLock, type LockFileSystem, takeFileLock } from "../../src/files/file-lock.ts";
import { LockedError } from "../../src/files/lock-holder.ts";
import { type Owner, ownerName, thisOwner } from "../../src/files/owner.ts";
import { emptyFolder, endedOwner, foreignOwner, replacedOwner } from "./owners.ts";

const holder = (owner: Owner) => JSON.stringify({ ...owner, id: "0123456789abcdef", machine: "there" });

/** A short silence, so that a test of many rounds takes seconds. */
const silence = 200;

const dead: Readonly<Record<string, string>> = {
  "of a process that has ended": holder(endedOwner),
  "of an earlier process with the number of one that lives": holder(replacedOwner),
  "of an earlier process with this one's number, as in a container": holder({ ...thisOwner(), start: "1" }),
  "of this process that it does not hold": holder(thisOwner()),
  "of another machine that does not renew it": holder(foreignOwner),
  "that is empty": "",
  "that is cut short": holder(endedOwner).slice(0, 10),
  "of an earlier version": JSON.stringify({ process: process.ppid, id: "0123456789abcdef" }),
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

describe("a lock", () => {
  it("keeps others out until it is released, and then leaves nothing", async () => {
    const folder = emptyFolder();
    const path = join(folder, "a.lock");
    const lock = await takeFileLock(path);
    expect(await lock.isHeld()).toBe(true);
    const refused = await takeFileLock(path).catch((error) => error);
    expect(refused).toBeInstanceOf(LockedError);
    expect(refused.holder).toBe(`process ${process.pid}`);
    await lock.release();
    expect(await lock.isHeld()).toBe(false);
    await (await takeFileLock(path)).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("goes to a waiting process when it is released", async () => {
    const path = join(emptyFolder(), "a.lock");
    const order: string[] = [];
    const first = await takeFileLock(path);
    const second = takeFileLock(path, { wait: 60_000 }).then((lock) => {
      order.push("taken");
      return lock.release();
    });
    await setTimeout(100);
    order.push("released");
    await first.release();
    await second;
    expect(order).toEqual(["released", "taken"]);
  });

  it.each(Object.entries(dead))("%s is taken over by exactly one of several processes", async (_, text) => {
    for (let round = 0; round < 5; round++) {
      const folder = emptyFolder();
      const path = join(folder, "a.lock");
      writeFileSync(path, text);
      const taken: FileLock[] = [];
      const contend = async () => {
        const lock = await takeFileLock(path, { fileSystem: haphazard(), silence }).catch(
          (error: unknown) => {
            expect(error).toBeInstanceOf(LockedError);
          },
        );
        if (lock) taken.push(lock);
      };
      await Promise.all(Array.from({ length: 6 }, contend));
      expect(taken).toHaveLength(1);
      await taken[0].release();
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  it("of another machine that renews it is not taken over", async () => {
    const path = join(emptyFolder(), "a.lock");
    const text = holder(foreignOwner);
    writeFileSync(path, text);
    let beats = 0;
    const timer = setInterval(() => utimesSync(path, ++beats, beats), 20);
    const refused = await takeFileLock(path, { silence: 5000 }).catch((error) => error);
    clearInterval(timer);
    expect(refused.holder).toBe(`process ${process.ppid} on there`);
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  it("is taken over also if a process was killed while it took it over", async () => {
    const folder = emptyFolder();
    const path = join(folder, "a.lock");
    for (const name of [path, `${path}.takeover`, `${path}.takeover.takeover`])
      writeFileSync(name, holder(endedOwner));
    const lock = await takeFileLock(path);
    expect(readdirSync(folder)).toEqual(["a.lock"]);
    await lock.release();
  });

  it("removes files of killed processes, and none of running processes", async () => {
    const folder = emptyFolder();
    const path = join(folder, "a.lock");
    const draft = (owner: Owner) => `0123456789abcdef-${ownerName(owner)}`;
    const rubbish = [draft(endedOwner), draft(thisOwner()), `takeover.${draft(replacedOwner)}`];
    for (const name of rubbish) writeFileSync(`${path}.${name}`, "");
    writeFileSync(`${path}.takeover`, holder(endedOwner));
    const kept = [`a.lock.${draft(foreignOwner)}`, "a.lock.mine", "a.lock.takeover.1"];
    for (const name of kept) writeFileSync(join(folder, name), holder(endedOwner));
    await (await takeFileLock(path)).release();
    expect(readdirSync(folder).sort()).toEqual(kept);
  });

  it("that another process took over is not held any more, and stays after the release", async () => {
    const path = join(emptyFolder(), "a.lock");
    const lock = await takeFileLock(path);
    writeFileSync(path, holder(foreignOwner));
    expect(await lock.isHeld()).toBe(false);
    await lock.release();
    expect(readFileSync(path, "utf8")).toBe(holder(foreignOwner));
  });

  it("works on a disk that has no hard links", async () => {
    const folder = emptyFolder();
    const path = join(folder, "a.lock");
    const link = () => Promise.reject(Object.assign(new Error("no links"), { code: "EPERM" }));
    const fileSystem = { ...nodeFileSystem, link };
    const lock = await takeFileLock(path, { fileSystem });
    await expect(takeFileLock(path, { fileSystem })).rejects.toThrow(LockedError);
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });
});
