import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import * as nodeFileSystem from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { PilesortError } from "../../src/errors.ts";
import { openAtomicFile, type WriteFileSystem } from "../../src/files/atomic-file.ts";
import { emptyFolder, fileOf, mistakeIn } from "../task/sources.ts";

/** A file system in which one kind of call fails with this code. */
function failing(call: keyof WriteFileSystem, code: string): WriteFileSystem {
  const fail = async (): Promise<never> => {
    throw Object.assign(new Error(code), { code });
  };
  return { ...nodeFileSystem, [call]: fail };
}

/** A file system whose files take this many writes and then are full. */
function filling(writes: number): WriteFileSystem {
  return {
    ...nodeFileSystem,
    async open(...words) {
      const handle = await nodeFileSystem.open(...words);
      const write = handle.writeFile.bind(handle);
      let left = writes;
      handle.writeFile = async (data) => {
        if (left-- === 0) throw Object.assign(new Error("full"), { code: "ENOSPC" });
        await write(data);
      };
      return handle;
    },
  };
}

describe("an atomic file", () => {
  it("is under its name only after it is finished, however long it is", async () => {
    const path = fileOf("a.txt", "old");
    const file = await openAtomicFile(path);
    const text = "grüße\n".repeat(10_000);
    for (let i = 0; i < 10; i++) await file.write(text);
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(join(path, "..")).sort()).toEqual([
      "a.txt",
      expect.stringMatching(/^a\.txt\.[0-9a-z-]+\.partial$/),
    ]);
    await file.finish();
    expect(readFileSync(path, "utf8")).toBe(text.repeat(10));
    expect(readdirSync(join(path, ".."))).toEqual(["a.txt"]);
  });

  it("keeps the old file if it is abandoned, once or twice", async () => {
    const path = fileOf("a.txt", "old");
    const file = await openAtomicFile(path);
    await file.write("new".repeat(200_000));
    await file.abandon();
    await file.abandon();
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(join(path, ".."))).toEqual(["a.txt"]);
  });

  it("may be empty, and may be new", async () => {
    const path = join(emptyFolder(), "a.txt");
    await (await openAtomicFile(path)).finish();
    expect(readFileSync(path, "utf8")).toBe("");
  });

  it("is compressed if its name ends in .gz", async () => {
    const path = join(emptyFolder(), "a.txt.gz");
    const file = await openAtomicFile(path);
    const text = "grüße\n".repeat(100_000);
    await file.write(text);
    await file.write("end");
    await file.finish();
    expect(gunzipSync(readFileSync(path)).toString()).toBe(`${text}end`);
    expect(statSync(path).size).toBeLessThan(text.length / 100);
  });

  it("keeps links and permissions", async () => {
    const path = fileOf("a.txt", "old");
    chmodSync(path, 0o600);
    const link = join(emptyFolder(), "link.txt");
    symlinkSync(path, link);
    const file = await openAtomicFile(link);
    await file.write("new");
    await file.finish();
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect([readFileSync(path, "utf8"), statSync(path).mode & 0o777]).toEqual(["new", 0o600]);
  });

  it("is written directly if it is a device, which stays", async () => {
    const file = await openAtomicFile("/dev/null");
    await file.write("gone");
    await file.finish();
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });
});

it("a file is written through to the disk before it is renamed", async () => {
  const calls: string[] = [];
  const noting: WriteFileSystem = {
    ...nodeFileSystem,
    async open(...words) {
      const handle = await nodeFileSystem.open(...words);
      const sync = handle.sync.bind(handle);
      handle.sync = async () => {
        calls.push("sync");
        await sync();
      };
      return handle;
    },
    async rename(...words) {
      calls.push("rename");
      await nodeFileSystem.rename(...words);
    },
  };
  await (await openAtomicFile(join(emptyFolder(), "a.txt"), noting)).finish();
  expect(calls).toEqual(["sync", "rename"]);
});

describe("a file that cannot be written", () => {
  it("is reported in one sentence and leaves nothing", async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, "file"), "mine");
    mkdirSync(join(folder, "sub"));
    const told = (name: string): Promise<string> => mistakeIn(() => openAtomicFile(join(folder, name)));
    expect(await told("sub")).toBe(`${folder}/sub: is a folder; name a file in it.`);
    expect(await told("no/a.txt")).toBe(`${folder}/no/a.txt: its folder does not exist; create it first.`);
    expect(await told("file/a.txt")).toBe(
      `${folder}/file/a.txt: cannot be written, because a part of its path is a file.`,
    );
    expect(await told("a\0")).toBe(`${folder}/a\0: is not a valid file name.`);
    expect(readdirSync(folder)).toEqual(["file", "sub"]);
  });

  it.each<[keyof WriteFileSystem, string, string]>([
    ["open", "EACCES", "cannot be written; check the permissions of its folder."],
    ["open", "EROFS", "cannot be written; this disk is read-only."],
    ["rename", "EPERM", "cannot be written; check the permissions of its folder."],
    ["stat", "ENAMETOOLONG", "is too long for a file name."],
  ])("keeps the old file and leaves nothing beside it if %s fails with %s", async (call, code, sentence) => {
    const path = fileOf("a.txt", "old");
    const writing = async (): Promise<void> => (await openAtomicFile(path, failing(call, code))).finish();
    expect(await mistakeIn(writing)).toBe(`${path}: ${sentence}`);
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(join(path, ".."))).toEqual(["a.txt"]);
  });

  it.each([0, 1, 2])(
    "reports a disk that is full after %i blocks as a failure, not as invalid input, and keeps the old file",
    async (blocks) => {
      const path = fileOf("a.txt", "old");
      const file = await openAtomicFile(path, filling(blocks));
      const writing = async (): Promise<void> => {
        for (let i = 0; i < 2; i++) await file.write("x".repeat(300_000));
        await file.finish();
      };
      await expect(writing()).rejects.toThrow(
        new PilesortError(`${path}: This file was not written completely, because the disk is full.`),
      );
      await file.abandon();
      expect(readFileSync(path, "utf8")).toBe("old");
      expect(readdirSync(join(path, ".."))).toEqual(["a.txt"]);
    },
  );
});
