import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { formatVersions } from "../../src/model-file/layout.ts";
import { loadModel } from "../../src/model-file/load.ts";
import type { Model } from "../../src/model-file/model.ts";
import { saveModel } from "../../src/model-file/save.ts";
import { filesOf, temporaryFolder } from "./folders.ts";
import {
  correctedModel,
  modelWithCard,
  modelWithHeldOut,
  modelWithNone,
  modelWithWords,
  placedModel,
  trainedModel,
  tunedModel,
  untrainedModel,
} from "./models.ts";

/** Saved by pilesort 0.1.0 (fixtures/write-format-*.ts); users have such folders, so they must always load. */
const models: readonly [format: number, name: string, model: Model][] = [
  [1, "trained", trainedModel],
  [1, "untrained", untrainedModel],
  [2, "with-none", modelWithNone],
  [3, "tuned", tunedModel],
  [4, "placed", placedModel],
  [5, "with-words", modelWithWords],
  [5, "corrected", correctedModel],
  [5, "held-out", modelWithHeldOut],
  [5, "with-card", modelWithCard],
];
const folderOf = (format: number, name: string) =>
  resolve(import.meta.dirname, "fixtures", `format-${format}`, name);

describe("a model of format", () => {
  it.each(models)("%i loads: %s", async (format, name, model) => {
    expect(await loadModel(folderOf(format, name))).toEqual(model);
  });

  it.each(models)("%i is saved again to the same bytes: %s", async (format, name) => {
    const path = join(temporaryFolder(), "model");
    await saveModel(await loadModel(folderOf(format, name)), path);
    const [{ "manifest.json": manifest, ...files }, { "manifest.json": again, ...same }] = [
      filesOf(folderOf(format, name)),
      filesOf(path),
    ];
    expect(same).toEqual(files);
    const { createdBy: _, ...facts } = JSON.parse(manifest.toString());
    expect(JSON.parse(again.toString())).toMatchObject(facts);
    expect(facts.formatVersion).toBe(format);
  });

  it("has a saved folder among the fixtures", () => {
    expect([...new Set(models.map(([format]) => format))]).toEqual([...formatVersions]);
  });
});
