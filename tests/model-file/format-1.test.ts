import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { loadModel } from "../../src/model-file/load.ts";
import { trainedModel, untrainedModel } from "./models.ts";

// Saved by pilesort 0.1.0 (fixtures/write-format-1.ts); users have such folders, so these must load for ever.
describe("a model of format 1", () => {
  it.each([
    ["trained", trainedModel],
    ["untrained", untrainedModel],
  ])("loads: %s", async (name, model) => {
    expect(await loadModel(resolve(import.meta.dirname, "fixtures/format-1", name))).toEqual(model);
  });
});
