import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ownerName, thisOwner } from "../../../src/files/owner.ts";
import { ModelFolders } from "../../../src/server/models/model-folders.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pilesort-folders-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("a workplace in the folder of models", () => {
  it("cannot be loaded, becomes a version when it is whole, and is removed", async () => {
    const folders = await ModelFolders.open(root);
    const folder = await folders.withWorkplace(async (path) => {
      mkdirSync(path);
      writeFileSync(join(path, "manifest.json"), "{}");
      const [name] = readdirSync(root);
      await expect(folders.find(`${name}/model`)).rejects.toThrow(
        "must be a path within the folder of models",
      );
      return folders.publish(path, "mail");
    });
    expect(folder).toBe("mail.v1");
    expect(readdirSync(root)).toEqual(["mail.v1"]);
    expect(existsSync(join(root, "mail.v1/manifest.json"))).toBe(true);
  });

  it("is removed if the work fails", async () => {
    const folders = await ModelFolders.open(root);
    const work = folders.withWorkplace(async (path) => {
      mkdirSync(path);
      throw new Error("stopped");
    });
    await expect(work).rejects.toThrow("stopped");
    expect(readdirSync(root)).toEqual([]);
  });

  it("is removed by the next start if its server was killed, and else stays", async () => {
    const folders = await ModelFolders.open(root);
    const dead = ownerName({ ...thisOwner(), process: 2 ** 30, start: "1" });
    mkdirSync(join(root, `.pilesort-work-${dead}.abc/model`), { recursive: true });
    mkdirSync(join(root, ".pilesort-work-of-somebody"));
    await folders.withWorkplace(async (path) => {
      await ModelFolders.open(root);
      expect(existsSync(dirname(path))).toBe(true);
    });
    expect(readdirSync(root)).toEqual([".pilesort-work-of-somebody"]);
  });
});
