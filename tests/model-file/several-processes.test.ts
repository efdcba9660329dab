import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { ModelFileError } from "../../src/errors.ts";
import { localFileSystem } from "../../src/model-file/file-system.ts";
import { loadModel } from "../../src/model-file/load.ts";
import { saveModel } from "../../src/model-file/save.ts";
import { temporaryFolder } from "./folders.ts";
import { trainedModel, untrainedModel } from "./models.ts";

const built = resolve(import.meta.dirname, "../../dist/model-file/save.js");

/** Starts a process that saves two models in turn, this many times. */
function startSaving(path: string, times: number): ChildProcess {
  const fixture = (name: string) => resolve(import.meta.dirname, "fixtures", name);
  const models = [fixture("format-1/untrained"), fixture("format-1/trained")];
  const words = [fixture("save-often.mjs"), path, String(times), ...models];
  return spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
}

// These run the built package, as `npm test` does after building it.
describe.skipIf(!existsSync(built))("a folder that several processes save to at the same time", () => {
  it("holds one of their models completely, no save fails, and nothing is left beside it", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "model");
    const children = Array.from({ length: 4 }, () => startSaving(path, 8));
    const statuses = await Promise.all(children.map(async (child) => (await once(child, "exit"))[0]));
    expect(statuses).toEqual([0, 0, 0, 0]);
    expect([trainedModel, untrainedModel]).toContainEqual(await loadModel(path));
    expect(readdirSync(folder)).toEqual(["model"]);
  });

  it("is read as one of their models every time", async () => {
    const path = join(temporaryFolder(), "model");
    await saveModel(trainedModel, path);
    const child = startSaving(path, 40);
    const ended = once(child, "exit");
    await once(child.stdout!, "data");
    for (let load = 0; load < 200; load++) {
      expect([trainedModel, untrainedModel]).toContainEqual(await loadModel(path));
    }
    expect((await ended)[0]).toBe(0);
  });

  it("can be saved to after a process was killed during a save", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "model");
    for (let kill = 0; kill < 8; kill++) {
      const child = startSaving(path, 1000);
      await once(child.stdout!, "data");
      await new Promise((settle) => setTimeout(settle, Math.random() * 20));
      child.kill("SIGKILL");
      await once(child, "exit");
      await saveModel(untrainedModel, path);
      expect(readdirSync(folder)).toEqual(["model"]);
    }
  });
});

describe("a model that is replaced whenever it is read", () => {
  it("is rejected after several tries with a sentence that says so", async () => {
    const path = join(temporaryFolder(), "model");
    await saveModel(trainedModel, path);
    const other = [trainedModel, untrainedModel];
    let reads = 0;
    // Another model is put in place after the manifest was read.
    const open: typeof localFileSystem.open = async (file, ...rest) => {
      if (String(file).endsWith("classes.json")) await saveModel(other[++reads % 2], path);
      return localFileSystem.open(file, ...rest);
    };
    const error = await loadModel(path, { fileSystem: { ...localFileSystem, open } }).catch((error) => error);
    expect(error).toBeInstanceOf(ModelFileError);
    expect(error.message).toMatch(/replaced this model several times during reading; load it again when/);
    expect(reads).toBeGreaterThan(5);
  });
});
