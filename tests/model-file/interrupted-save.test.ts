import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { loadModel } from "../../src/model-file/load.ts";
import type { Model } from "../../src/model-file/model.ts";
import { saveModel } from "../../src/model-file/save.ts";
import { filesOf, temporaryFolder } from "./folders.ts";
import { trainedModel, tunedModel, untrainedModel } from "./models.ts";
import { Stopped, stoppingFileSystem } from "./stopping-file-system.ts";

/** Saves under a disk that ends after each number of operations in turn, until one save gets through. */
async function stopEverywhere(
  prepare: (path: string) => Promise<void>,
  judge: (path: string, stopped: boolean) => Promise<void>,
): Promise<number> {
  for (let limit = 0; ; limit++) {
    const folder = temporaryFolder();
    const path = join(folder, "model");
    await prepare(path);
    const fileSystem = stoppingFileSystem(limit);
    const error = await saveModel(untrainedModel, path, { fileSystem }).then(
      () => undefined,
      (error) => error,
    );
    if (error !== undefined) expect(error).toBeInstanceOf(Stopped);
    await judge(path, error !== undefined);
    await saveModel(untrainedModel, path);
    expect(await loadModel(path)).toEqual(untrainedModel);
    expect(readdirSync(folder)).toEqual(["model"]);
    if (fileSystem.operations() <= limit) return limit;
  }
}

const isOneOf = (models: readonly Model[]) => async (path: string) =>
  expect(models).toContainEqual(await loadModel(path));

describe("a save that is stopped after any file operation", () => {
  it("leaves the old model or the new one, and the next save leaves nothing else", async () => {
    const seen = new Set<string>();
    const operations = await stopEverywhere(
      (path) => saveModel(tunedModel, path),
      async (path, stopped) => {
        await isOneOf([tunedModel, untrainedModel])(path);
        const isNew = (await loadModel(path)).fit === undefined;
        seen.add(`${stopped ? "stopped" : "through"}: ${isNew ? "new" : "old"}`);
      },
    );
    expect(operations).toBeGreaterThan(20);
    expect(seen).toEqual(new Set(["stopped: old", "stopped: new", "through: new"]));
  });

  it("leaves no model or the new one if there was none", async () => {
    await stopEverywhere(
      async () => {},
      async (path, stopped) => {
        const loaded = await loadModel(path).catch((error) => error);
        if (loaded instanceof Error) {
          expect(stopped).toBe(true);
          expect(loaded.message).toMatch(/There is no such folder/);
        } else expect(loaded).toEqual(untrainedModel);
      },
    );
  });

  it("leaves the old model or the new one, also if an earlier save was stopped between its renames", async () => {
    await stopEverywhere(
      async (path) => {
        await saveModel(trainedModel, path);
        renameSync(path, join(path, "..", ".model.pilesort-old"));
      },
      isOneOf([trainedModel, untrainedModel]),
    );
  });

  it("leaves the old model or the new one, also if an earlier save did not remove the model before it", async () => {
    await stopEverywhere(
      async (path) => {
        await saveModel(untrainedModel, join(path, "..", ".model.pilesort-old"));
        await saveModel(trainedModel, path);
      },
      isOneOf([trainedModel, untrainedModel]),
    );
  });
});

describe("the leftovers of a stopped save", () => {
  it("are read through a link too", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "models"));
    await saveModel(trainedModel, join(folder, "models", ".v1.pilesort-old"));
    symlinkSync(join("models", "v1"), join(folder, "current"));
    expect(await loadModel(join(folder, "current"))).toEqual(trainedModel);
    await saveModel(untrainedModel, join(folder, "current"));
    expect(await loadModel(join(folder, "models", "v1"))).toEqual(untrainedModel);
    expect(readdirSync(join(folder, "models"))).toEqual(["v1"]);
  });

  it("are distinguished from folders with similar names, and from those of other targets", async () => {
    const folder = temporaryFolder();
    const others = [
      ".model.pilesort-notes",
      ".model.pilesort-0123456789ab",
      ".model.pilesort-0123456789abcd",
      ".other.pilesort-0123456789ab",
      "model.pilesort-0123456789ab",
    ];
    for (const name of others) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "mine.txt"), "mine");
    }
    writeFileSync(join(folder, ".model.pilesort-ffffffffffff"), "a file");
    mkdirSync(join(folder, ".other.pilesort-ffffffffffff"));
    const before = readdirSync(folder, { recursive: true }).sort();
    mkdirSync(join(folder, ".model.pilesort-abcdefabcdef"));
    writeFileSync(join(folder, ".model.pilesort-abcdefabcdef", "classes.json"), "[");
    await saveModel(trainedModel, join(folder, "model"));
    const model = [
      "model",
      ...Object.keys(filesOf(join(folder, "model"))).map((name) => join("model", name)),
    ];
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual([...before, ...model].sort());
  });
});

const built = resolve(import.meta.dirname, "../../dist/model-file/save.js");

/** Starts a process that saves two models in turn without end, and resolves when it has begun. */
async function startSaving(path: string) {
  const fixture = (name: string) => resolve(import.meta.dirname, "fixtures", name);
  const models = [fixture("format-1/untrained"), fixture("format-1/trained")];
  const child = spawn(process.execPath, [fixture("save-in-a-loop.mjs"), path, ...models], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<NodeJS.Signals | null>((settle) =>
    child.on("exit", (_, signal) => settle(signal)),
  );
  await Promise.race([new Promise((begun) => child.stdout.once("data", begun)), ended]);
  return { child, ended };
}

// A real process, killed at moments that nobody chose. It runs the built package: `npm test` builds it first, and
// only where somebody runs the tests without a build is this left out.
describe.skipIf(!existsSync(built))("a process that is killed during a save", () => {
  it("leaves the old model or the new one, 20 times out of 20", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "model");
    await saveModel(trainedModel, path);
    for (let kill = 0; kill < 20; kill++) {
      const { child, ended } = await startSaving(path);
      await new Promise((settle) => setTimeout(settle, Math.random() * 20));
      child.kill("SIGKILL");
      expect(await ended).toBe("SIGKILL");
      await isOneOf([trainedModel, untrainedModel])(path);
    }
    await saveModel(trainedModel, path);
    expect(readdirSync(folder)).toEqual(["model"]);
  });
});
