import { appendFileSync, chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as nodeFileSystem from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError, PilesortError } from "../../src/errors.ts";
import { type JournalFileSystem, openReplyJournal } from "../../src/llm/reply-journal.ts";
import type { KeptReply } from "../../src/llm/reply-lines.ts";
import { emptyFolder } from "./folders.ts";

const replyOf = (key: string, text = `answer to ${key}`): KeptReply => ({
  key,
  subject: "a class",
  model: "scripted",
  text,
  tokensIn: 3,
});

const fileIn = (folder: string) => join(folder, "replies.jsonl");

async function keep(folder: string, ...keys: readonly string[]): Promise<void> {
  const journal = await openReplyJournal(folder);
  await Promise.all(keys.map((key) => journal.append(replyOf(key))));
  await journal.close();
}

async function found(folder: string, keys: readonly string[]) {
  const journal = await openReplyJournal(folder);
  const texts = keys.map((key) => journal.get(key)?.text);
  await journal.close();
  return { texts, unreadableLines: journal.unreadableLines };
}

/** A disk with room for this many bytes, which writes what fits before it fails. `tidy`: whether it can still cut. */
function fullAfter(bytes: number, code = "ENOSPC", tidy = true) {
  const disk = { room: bytes, tidy };
  const fail = () => Promise.reject(Object.assign(new Error(code), { code }));
  const fileSystem: JournalFileSystem = {
    ...nodeFileSystem,
    async open(...words) {
      const handle = await nodeFileSystem.open(...words);
      const write = handle.write.bind(handle) as (...words: unknown[]) => Promise<{ bytesWritten: number }>;
      const truncate = handle.truncate.bind(handle);
      const writeWhatFits = async (buffer: Buffer, offset: number, length: number, position: number) => {
        if (disk.room === 0) return await fail();
        const fits = Math.min(length, disk.room);
        disk.room -= fits;
        return await write(buffer, offset, fits, position);
      };
      return Object.assign(handle, {
        write: writeWhatFits,
        truncate: (length: number) => (disk.tidy ? truncate(length) : fail()),
      });
    },
  };
  return { disk, fileSystem };
}

describe("a journal of replies", () => {
  it("returns the replies that it kept, in the same run and the next", async () => {
    const folder = join(emptyFolder(), "a/b");
    const journal = await openReplyJournal(folder);
    const reply = replyOf("k", 'über "quotes"\nand lines \ud800 \u2028');
    await journal.append(reply);
    expect(journal.get("k")).toEqual(reply);
    await journal.close();
    await journal.close();
    expect(await found(folder, ["k", "other"])).toEqual({
      texts: [reply.text, undefined],
      unreadableLines: 0,
    });
    expect(readdirSync(folder)).toEqual(["replies.jsonl"]);
  });

  it("has one line per reply: key, subject, model, text and reported tokens", async () => {
    const folder = emptyFolder();
    await keep(folder, "k");
    expect(readFileSync(fileIn(folder), "utf8")).toBe(
      '{"key":"k","subject":"a class","model":"scripted","text":"answer to k","tokensIn":3}\n',
    );
  });

  it("has a reply on the disk before it says so", async () => {
    const order: string[] = [];
    const fileSystem: JournalFileSystem = {
      ...nodeFileSystem,
      async open(...words) {
        const handle = await nodeFileSystem.open(...words);
        const datasync = handle.datasync.bind(handle);
        handle.datasync = async () => {
          await datasync();
          order.push("on disk");
        };
        return handle;
      },
    };
    const journal = await openReplyJournal(emptyFolder(), { fileSystem });
    const append = (key: string) => journal.append(replyOf(key)).then(() => order.push(key));
    await Promise.all(["a", "b", "c"].map(append));
    // The first is written alone, those that arrived in the meantime together.
    expect(order).toEqual(["on disk", "a", "on disk", "b", "c"]);
    await journal.close();
  });

  it("gives all replies of a key and the line of the last one, in the same run and the next", async () => {
    const folder = emptyFolder();
    writeFileSync(fileIn(folder), "damaged\n");
    const first = await openReplyJournal(folder);
    for (const [key, text] of [
      ["a", ""],
      ["b", "good"],
      ["a", "better"],
    ]) {
      await first.append(replyOf(key, text));
    }
    await first.close();
    for (const journal of [first, await openReplyJournal(folder)]) {
      expect(journal.all("a").map(({ text }) => text)).toEqual(["", "better"]);
      expect(journal.all("c")).toEqual([]);
      expect(["a", "b", "c"].map((key) => journal.lineOf(key))).toEqual([4, 3, undefined]);
      await journal.close();
    }
  });

  it("lets the last of a key count", async () => {
    const folder = emptyFolder();
    writeFileSync(
      fileIn(folder),
      [replyOf("k", "old"), replyOf("k", "new")].map((r) => `${JSON.stringify(r)}\n`).join(""),
    );
    expect((await found(folder, ["k"])).texts).toEqual(["new"]);
  });

  it("that was cut at any byte keeps all complete replies, and can be continued", async () => {
    const folder = emptyFolder();
    await keep(folder, "a", "bü", "c");
    const whole = readFileSync(fileIn(folder));
    const ends = [...whole.entries()].filter(([, byte]) => byte === 10).map(([at]) => at);
    for (let length = 0; length <= whole.length; length++) {
      writeFileSync(fileIn(folder), whole.subarray(0, length));
      await keep(folder, "d");
      // A line is whole with its closing brace.
      const texts = ["a", "bü", "c"].map((key, i) => (length >= ends[i] ? `answer to ${key}` : undefined));
      expect(await found(folder, ["a", "bü", "c", "d"])).toEqual({
        texts: [...texts, "answer to d"],
        unreadableLines: 0,
      });
    }
  });

  it("passes over damaged lines in the middle, counts them and leaves them", async () => {
    const folder = emptyFolder();
    await keep(folder, "a");
    appendFileSync(fileIn(folder), '{"key":"half\n\n\0\0\0\n{"key":"no text"}\n"text"\n');
    await keep(folder, "b");
    expect(await found(folder, ["a", "b"])).toEqual({
      texts: ["answer to a", "answer to b"],
      unreadableLines: 4,
    });
    expect(readFileSync(fileIn(folder), "utf8")).toContain('{"key":"half\n');
  });

  it("does not give a reply up for a count of tokens that makes no sense", async () => {
    const folder = emptyFolder();
    writeFileSync(fileIn(folder), `${JSON.stringify({ ...replyOf("k"), tokensIn: null, tokensOut: "7" })}\n`);
    expect(await found(folder, ["k"])).toEqual({ texts: ["answer to k"], unreadableLines: 0 });
  });

  it("reads any bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const folder = emptyFolder();
        writeFileSync(fileIn(folder), bytes);
        await keep(folder, "k");
        expect((await found(folder, ["k"])).texts).toEqual(["answer to k"]);
      }),
      { numRuns: 30 },
    );
  });

  it("that is opened with fresh renames the old file to an unused name", async () => {
    const folder = emptyFolder();
    for (const [key, name] of [
      ["a", undefined],
      ["b", "replies-1.jsonl"],
      ["c", "replies-2.jsonl"],
    ] as const) {
      const journal = await openReplyJournal(folder, { fresh: true });
      expect(journal.setAside).toBe(name && join(folder, name));
      expect(journal.get("a")).toBeUndefined();
      await journal.append(replyOf(key));
      await journal.close();
    }
    expect(readdirSync(folder).sort()).toEqual(["replies-1.jsonl", "replies-2.jsonl", "replies.jsonl"]);
    expect(JSON.parse(readFileSync(join(folder, "replies-1.jsonl"), "utf8")).key).toBe("a");
  });

  it("rejects a folder that another run uses, and frees a folder that it cannot open", async () => {
    const folder = emptyFolder();
    const journal = await openReplyJournal(folder);
    await expect(openReplyJournal(folder)).rejects.toThrow(/Another run uses this folder/);
    await journal.close();
    const other = emptyFolder();
    mkdirSync(fileIn(other));
    await expect(openReplyJournal(other)).rejects.toThrow(
      new InputError(
        "is a folder, but a file is expected; move it to another place, or name another folder.",
        {
          source: fileIn(other),
        },
      ),
    );
    expect(readdirSync(other)).toEqual(["replies.jsonl"]);
  });

  it("rejects a folder that is a file or is inside of one", async () => {
    const file = join(emptyFolder(), "file");
    writeFileSync(file, "");
    await expect(openReplyJournal(file)).rejects.toThrow(`${file}: is a file; name a folder.`);
    await expect(openReplyJournal(join(file, "a"))).rejects.toThrow(/a part of its path is a file/);
  });

  it.each([
    ["EROFS", "this disk is read-only"],
    ["EACCES", "check its permissions"],
  ])("says of a folder that may not be written (%s) what to do", async (code, words) => {
    const folder = emptyFolder();
    const writeFile = () => Promise.reject(Object.assign(new Error(code), { code }));
    const opening = openReplyJournal(folder, { fileSystem: { ...nodeFileSystem, writeFile } });
    await expect(opening).rejects.toThrow(InputError);
    await expect(opening).rejects.toThrow(words);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0)("refuses a folder without permission to write", async () => {
    const folder = emptyFolder();
    chmodSync(folder, 0o500);
    await expect(openReplyJournal(folder)).rejects.toThrow(/check its permissions/);
  });
});

describe("a disk that is full", () => {
  it.each([0, 1, 30])(
    "after %i bytes of a reply loses that reply only, and a later one fits again",
    async (bytes) => {
      const folder = emptyFolder();
      await keep(folder, "a");
      const before = readFileSync(fileIn(folder), "utf8");
      const { disk, fileSystem } = fullAfter(bytes);
      const journal = await openReplyJournal(folder, { fileSystem });
      await expect(journal.append(replyOf("b"))).rejects.toThrow(
        new PilesortError(
          `${fileIn(folder)}: was not written: the disk is full; what it held before is safe.`,
        ),
      );
      expect(journal.get("b")).toBeUndefined();
      expect(readFileSync(fileIn(folder), "utf8")).toBe(before);
      disk.room = 1_000;
      await journal.append(replyOf("c"));
      await journal.close();
      expect(await found(folder, ["a", "b", "c"])).toEqual({
        texts: ["answer to a", undefined, "answer to c"],
        unreadableLines: 0,
      });
    },
  );

  it("and cannot be cut either leaves a half that the next reply or the next run cuts off", async () => {
    const folder = emptyFolder();
    const { disk, fileSystem } = fullAfter(1_000);
    const journal = await openReplyJournal(folder, { fileSystem });
    await journal.append(replyOf("a"));
    Object.assign(disk, { room: 70, tidy: false });
    await expect(journal.append(replyOf("b".repeat(50)))).rejects.toThrow(/the disk is full/);
    Object.assign(disk, { room: 1_000 });
    await expect(journal.append(replyOf("c"))).rejects.toThrow(/the disk is full/);
    expect((await nodeFileSystem.stat(fileIn(folder))).size).toBeGreaterThan(100);
    disk.tidy = true;
    await journal.append(replyOf("c"));
    await journal.close();
    expect(await found(folder, ["a", "c"])).toEqual({
      texts: ["answer to a", "answer to c"],
      unreadableLines: 0,
    });
    expect(readFileSync(fileIn(folder), "utf8").split("\n")).toHaveLength(3);
  });

  it.each([
    ["EDQUOT", "the quota is used up"],
    ["EIO", "the disk reports an error"],
  ])("is distinguished from %s", async (code, words) => {
    const { fileSystem } = fullAfter(0, code);
    const journal = await openReplyJournal(emptyFolder(), { fileSystem });
    await expect(journal.append(replyOf("a"))).rejects.toThrow(words);
    await journal.close();
  });
});
