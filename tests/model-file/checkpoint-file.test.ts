import * as nodeFileSystem from "node:fs/promises";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { InputError, PilesortError } from "../../src/errors.ts";
import { claimCheckpoint } from "../../src/model-file/checkpoint-file.ts";
import { temporaryFolder } from "./folders.ts";

describe("a checkpoint file", () => {
  it("reads what was written, creates its folders, and is gone after it was removed", async () => {
    const file = (await claimCheckpoint(join(temporaryFolder(), "deep", "model.tuning")))!;
    expect(await file.read()).toBeUndefined();
    await file.write(Uint8Array.of(1));
    await file.write(Uint8Array.of(2, 3));
    expect([...(await file.read())!]).toEqual([2, 3]);
    await file.remove();
    await file.remove();
    expect(await file.read()).toBeUndefined();
    await file.release();
  });

  it("has one owner at a time", async () => {
    const path = join(temporaryFolder(), "model.tuning");
    const file = await claimCheckpoint(path);
    expect(await claimCheckpoint(path)).toBeUndefined();
    await file?.release();
    const next = await claimCheckpoint(path);
    expect(next).toBeDefined();
    await next?.release();
  });

  it.each([
    ["ENOSPC", PilesortError, "The checkpoint of the training was not written, since the disk is full"],
    ["EACCES", InputError, "choose another path for it, or change the folder's permissions"],
  ])("that cannot be written (%s) throws an error about the checkpoint", async (code, kind, words) => {
    const folder = temporaryFolder();
    const path = join(folder, "model.tuning");
    const failing = {
      ...nodeFileSystem,
      rename: async () => {
        throw Object.assign(new Error(`${code}: no`), { code });
      },
    };
    const file = (await claimCheckpoint(path, failing))!;
    const error = await file.write(Uint8Array.of(1)).catch((reason) => reason);
    await file.release();
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toContain(`${path}: The checkpoint of the training`);
    expect(error.message).toContain(words);
    expect(await readdir(folder)).toEqual([]);
  });

  it("says what to do if a folder or a file has its path", async () => {
    const folder = temporaryFolder();
    await mkdir(join(folder, "model.tuning"));
    await writeFile(join(folder, "file"), "");
    await expect(claimCheckpoint(join(folder, "model.tuning"))).rejects.toThrow(
      "this is a folder. Move it away, or choose another name for the model.",
    );
    await expect(claimCheckpoint(join(folder, "file", "model.tuning"))).rejects.toThrow(
      "a part of its path is a file",
    );
  });
});
