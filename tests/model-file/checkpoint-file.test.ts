import * as nodeFileSystem from "node:fs/promises";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { checkpointFile } from "../../src/model-file/checkpoint-file.ts";
import { temporaryFolder } from "./folders.ts";

describe("a checkpoint file", () => {
  it("gives back what was written, makes its folders, and is gone when it is removed", async () => {
    const file = checkpointFile(join(temporaryFolder(), "deep", "model.tuning"));
    expect(await file.read()).toBeUndefined();
    await file.write(Uint8Array.of(1));
    await file.write(Uint8Array.of(2, 3));
    expect([...(await file.read())!]).toEqual([2, 3]);
    await file.remove();
    await file.remove();
    expect(await file.read()).toBeUndefined();
  });

  it.each([
    ["ENOSPC", /free some space/],
    ["EACCES", /choose a place that you may write to, or train without tuning/],
  ])("that cannot be written for %s says so of the checkpoint", async (code, remedy) => {
    const folder = temporaryFolder();
    const path = join(folder, "model.tuning");
    const failing = {
      ...nodeFileSystem,
      rename: async () => {
        throw Object.assign(new Error(`${code}: no`), { code });
      },
    };
    const error = await checkpointFile(path, failing)
      .write(Uint8Array.of(1))
      .catch((reason) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(`${path}: The checkpoint of the tuning could not be written (${code})`);
    expect(error.message).toMatch(remedy);
    expect(error.message).toContain("The option checkpoint names this file");
    expect(error.message).not.toContain("The model could not");
    expect(await readdir(folder)).toEqual([]);
  });

  it("says what to do about a folder or a file that is in its way", async () => {
    const folder = temporaryFolder();
    await mkdir(join(folder, "model.tuning"));
    await writeFile(join(folder, "file"), "");
    const inTheWay = checkpointFile(join(folder, "model.tuning"));
    await expect(inTheWay.read()).rejects.toThrow(/could not be read \(EISDIR\); a folder has this name/);
    await expect(inTheWay.write(Uint8Array.of(1))).rejects.toThrow(InputError);
    await expect(inTheWay.remove()).rejects.toThrow(InputError);
    const below = checkpointFile(join(folder, "file", "model.tuning"));
    await expect(below.write(Uint8Array.of(1))).rejects.toThrow(/a part of the path is a file/);
  });
});
