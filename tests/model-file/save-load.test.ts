import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError, ModelFileError } from "../../src/errors.ts";
import { localFileSystem } from "../../src/model-file/file-system.ts";
import { hasOurManifest, loadModel } from "../../src/model-file/load.ts";
import type { Model, Tensor } from "../../src/model-file/model.ts";
import { saveModel } from "../../src/model-file/save.ts";
import { editJson, filesOf, temporaryFolder } from "./folders.ts";
import {
  anyModel,
  modelWithCard,
  modelWithWords,
  trainedModel,
  tunedModel,
  untrainedModel,
} from "./models.ts";

describe("a saved model", () => {
  it("loads as an equal model, whatever its names, texts and numbers, and is saved again to the same bytes", async () => {
    const folder = temporaryFolder();
    await fc.assert(
      fc.asyncProperty(anyModel, async (model) => {
        await saveModel(model, join(folder, "first"));
        const loaded = await loadModel(join(folder, "first"));
        expect(loaded).toEqual(model);
        await saveModel(loaded, join(folder, "second"));
        expect(filesOf(join(folder, "second"))).toEqual(filesOf(join(folder, "first")));
      }),
      { numRuns: 60 },
    );
    expect(readdirSync(folder).sort()).toEqual(["first", "second"]);
  });

  it("does not depend on the order of keys in metadata and tensors", async () => {
    const folder = temporaryFolder();
    const fit = trainedModel.fit!;
    const turned: Model = {
      ...trainedModel,
      metadata: { version: 3, owner: "support" },
      fit: { ...fit, tensors: new Map([...fit.tensors].reverse()) },
    };
    await saveModel(trainedModel, join(folder, "a"));
    await saveModel(turned, join(folder, "b"));
    expect(filesOf(join(folder, "b"))).toEqual(filesOf(join(folder, "a")));
  });

  it("has examples that can be read as data: one JSON object per line with text and label", async () => {
    const path = join(temporaryFolder(), "model");
    await saveModel(untrainedModel, path);
    const lines = readFileSync(join(path, "examples.jsonl"), "utf8").split("\n");
    expect(lines.pop()).toBe("");
    expect(lines.map((line) => JSON.parse(line))).toEqual(untrainedModel.examples);
    expect(lines[0]).toContain("\\ud83d");
  });

  it("leaves out properties of a class or an encoder that the format does not have", async () => {
    const path = join(temporaryFolder(), "model");
    const carried = {
      classes: [{ name: "a", vector: [1] }],
      encoder: { ...trainedModel.encoder!, session: "open" },
    };
    await saveModel({ examples: [], metadata: {}, ...carried }, path);
    expect(await loadModel(path)).toEqual({
      classes: [{ name: "a" }],
      examples: [],
      metadata: {},
      encoder: trainedModel.encoder,
    });
  });

  it("is the model at the time of the call, whatever the caller changes during the save", async () => {
    const path = join(temporaryFolder(), "model");
    const classes = [...untrainedModel.classes];
    const saved = saveModel({ ...untrainedModel, classes }, path);
    classes.length = 0;
    await saved;
    expect((await loadModel(path)).classes).toEqual(untrainedModel.classes);
  });
});

describe("the format of a saved model", () => {
  const source = { generator: "openai:NAME", call: "0123" };
  const [first, ...rest] = untrainedModel.examples;
  it.each<[string, Model, number]>([
    ["that has neither", untrainedModel, 1],
    ["that has an empty list of texts of none", { ...untrainedModel, noneExamples: [] }, 1],
    ["with a text of none", { ...untrainedModel, noneExamples: [{ text: "moo", origin: "real" }] }, 2],
    ["that says who wrote an example", { ...untrainedModel, examples: [{ ...first, source }, ...rest] }, 2],
    [
      "with both",
      {
        ...trainedModel,
        examples: [{ ...first, source }, ...rest],
        noneExamples: [{ text: "moo", origin: "generated", source }],
      },
      2,
    ],
    ["with an adapter", tunedModel, 3],
    ["with a word model", modelWithWords, 5],
    ["with a card", modelWithCard, 5],
    [
      "with an adapter and a text of none",
      { ...tunedModel, noneExamples: [{ text: "moo", origin: "real" }] },
      3,
    ],
  ])("is the oldest that can hold it: %s", async (_, model, formatVersion) => {
    const path = join(temporaryFolder(), "model");
    await saveModel(model, path);
    expect(JSON.parse(readFileSync(join(path, "manifest.json"), "utf8")).formatVersion).toBe(formatVersion);
    const { noneExamples = [], ...loaded } = await loadModel(path);
    expect({ ...loaded, noneExamples }).toEqual({ ...model, noneExamples: model.noneExamples ?? [] });
  });
});

describe("the target of a save", () => {
  it("may be in folders that do not exist yet", async () => {
    const path = join(temporaryFolder(), "a", "b", "model");
    await saveModel(trainedModel, path);
    expect(await loadModel(path)).toEqual(trainedModel);
  });

  it("may be an empty folder", async () => {
    const path = temporaryFolder();
    await saveModel(trainedModel, path);
    expect(await loadModel(path)).toEqual(trainedModel);
  });

  it("may be a model; it is replaced as a whole, including files that the new one lacks", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "model");
    await saveModel(tunedModel, path);
    writeFileSync(join(path, ".DS_Store"), "");
    await saveModel(untrainedModel, path);
    expect(await loadModel(path)).toEqual(untrainedModel);
    expect(readdirSync(path).sort()).toEqual([
      "classes.json",
      "examples.jsonl",
      "manifest.json",
      "model.json",
    ]);
    expect(readdirSync(folder)).toEqual(["model"]);
  });

  it("may be a damaged model or one of a newer format", async () => {
    const path = join(temporaryFolder(), "model");
    await saveModel(trainedModel, path);
    writeFileSync(join(path, "head.safetensors"), "");
    editJson(join(path, "manifest.json"), (manifest) => ({ ...manifest, formatVersion: 99 }));
    await saveModel(untrainedModel, path);
    expect(await loadModel(path)).toEqual(untrainedModel);
  });

  it("may be a link to a model; the link stays, and its target is replaced", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "models"));
    await saveModel(trainedModel, join(folder, "models", "v1"));
    symlinkSync(join("models", "v1"), join(folder, "current"));
    await saveModel(untrainedModel, join(folder, "current"));
    expect(await loadModel(join(folder, "models", "v1"))).toEqual(untrainedModel);
    expect(await loadModel(join(folder, "current"))).toEqual(untrainedModel);
  });

  it("holds the last of several saves that run at the same time", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "model");
    await Promise.all(
      [trainedModel, untrainedModel, trainedModel, untrainedModel].map((model) => saveModel(model, path)),
    );
    expect(await loadModel(path)).toEqual(untrainedModel);
    expect(readdirSync(folder)).toEqual(["model"]);
  });

  const refused: [string, (path: string) => unknown, RegExp][] = [
    ["a file", (path) => writeFileSync(path, "mine"), /A file with this name exists; choose another name/],
    [
      "a folder with something in it",
      (path) => {
        mkdirSync(path);
        writeFileSync(join(path, "mine"), "");
      },
      /neither empty nor a pilesort model; choose another/,
    ],
    [
      "a folder with another program's manifest",
      (path) => {
        mkdirSync(path);
        writeFileSync(join(path, "manifest.json"), '{"name":"app"}');
      },
      /neither empty nor a pilesort model/,
    ],
    [
      "a model with a file of the user's in it",
      async (path) => {
        await saveModel(trainedModel, path);
        writeFileSync(join(path, "notes.txt"), "mine");
      },
      /"notes.txt" in this model folder would be lost; move it to another place/,
    ],
    ["a link that leads to itself", (path) => symlinkSync(path, path), /lead back to themselves/],
  ];
  it.each(refused)("is rejected if it is %s, which does not change", async (_, prepare, sentence) => {
    const folder = temporaryFolder();
    const path = join(folder, "model");
    await prepare(path);
    const before = readdirSync(folder, { recursive: true });
    const error = await saveModel(untrainedModel, path).catch((error) => error);
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(sentence);
    expect(error.source).toBe(path);
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });

  it("is rejected if it is inside of a file", async () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    const error = await saveModel(untrainedModel, join(file, "model")).catch((error) => error);
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(/a part of the path is a file/);
  });

  it.skipIf(process.platform === "win32" || process.getuid?.() === 0)(
    "is rejected if the user has no permission to write there",
    async () => {
      const folder = temporaryFolder();
      chmodSync(folder, 0o555);
      const error = await saveModel(untrainedModel, join(folder, "model")).catch((error) => error);
      chmodSync(folder, 0o755);
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toMatch(
        /could not be written here \(EACCES\); choose a folder that you have permission to write to/,
      );
    },
  );

  it.each([
    ["mkdir", "EACCES", /\(EACCES\); choose a folder that you have permission to write to/],
    ["mkdir", "ENOSPC", /\(ENOSPC\); free some space/],
    ["open", "EMFILE", /\(EMFILE\)/],
    ["rename", "EBUSY", /\(EBUSY\)/],
  ] as const)(
    "does not change if the disk's %s fails with %s, and nothing is left beside it",
    async (operation, code, sentence) => {
      const folder = temporaryFolder();
      const path = join(folder, "model");
      await saveModel(trainedModel, path);
      let calls = 0;
      const fail = async () => {
        throw Object.assign(new Error(code), { code });
      };
      // The second rename is the one that puts the new model in its place.
      const failsNow = () => ++calls === 2 || operation !== "rename";
      const fileSystem = {
        ...localFileSystem,
        [operation]: (...values: never[]) =>
          failsNow() ? fail() : (localFileSystem[operation] as (...values: never[]) => unknown)(...values),
      };
      const error = await saveModel(untrainedModel, path, { fileSystem }).catch((error) => error);
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toMatch(sentence);
      expect(error.cause.code).toBe(code);
      expect(await loadModel(path)).toEqual(trainedModel);
      expect(readdirSync(folder)).toEqual(["model"]);
    },
  );
});

describe("a model whose parts contradict each other", () => {
  const tensors = (name: string, tensor: Tensor): Model => ({
    ...trainedModel,
    fit: { config: {}, tensors: new Map([[name, tensor]]) },
  });
  const one: Tensor = { dtype: "F32", shape: [1], data: new Float32Array(1) };
  const cyclic: Record<string, never> = {};
  Object.assign(cyclic, { cyclic });
  const metadata = (value: unknown): Model => ({ ...untrainedModel, metadata: value as Model["metadata"] });
  it.each<[string, Model, RegExp]>([
    [
      "two classes of one name",
      { ...untrainedModel, classes: [{ name: "a" }, { name: "a" }] },
      /Two classes have the name "a"/,
    ],
    ["a class without a name", { ...untrainedModel, classes: [{ name: "" }] }, /A class has an empty name/],
    [
      "an example of no class",
      { ...untrainedModel, examples: [{ label: "toString", text: "", origin: "real" }] },
      /Example 1 has the label "toString", which is not a class/,
    ],
    ["a fit without an encoder", { ...trainedModel, encoder: undefined }, /not( say)? which encoder/],
    [
      "a word model without a fit",
      { ...untrainedModel, words: modelWithWords.words },
      /The model has a word model, but no fit/,
    ],
    ["an adapter without an encoder", { ...tunedModel, encoder: undefined }, /not( say)? which encoder/],
    ["an adapter without a fit", { ...tunedModel, fit: undefined }, /The model has an adapter, but no fit/],
    [
      "an adapter alone",
      { ...tunedModel, encoder: undefined, fit: undefined },
      /The model has an adapter, but no fit/,
    ],
    [
      "an adapter's config with NaN",
      { ...tunedModel, adapter: { ...tunedModel.adapter!, config: { scale: Number.NaN } } },
      /config of the adapter has .* \(NaN\)/,
    ],
    [
      "NaN in a weight",
      tensors("w", { ...one, data: new Float32Array([Number.NaN]) } as Tensor),
      /"w" holds NaN or Infinity/,
    ],
    [
      "Infinity in a weight",
      tensors("w", { dtype: "F64", shape: [1], data: new Float64Array([-Infinity]) }),
      /"w" holds NaN or Infinity/,
    ],
    [
      "NaN in a half",
      tensors("w", { dtype: "F16", shape: [2], data: new Uint16Array([0, 0x7e00]) }),
      /head.safetensors: the tensor "w" holds NaN or Infinity/,
    ],
    [
      "Infinity in a half",
      tensors("w", { dtype: "F16", shape: [2], data: new Uint16Array([0xfc00, 0]) }),
      /"w" holds NaN or Infinity/,
    ],
    [
      "a tensor of another shape",
      tensors("w", { ...one, shape: [2] }),
      /"w" has 1 numbers, but its shape requires/,
    ],
    ["a tensor of a negative shape", tensors("w", { ...one, shape: [-1, -1] }), /"w" has 1 numbers, but/],
    [
      "a prompt that is no text",
      { ...untrainedModel, classes: [{ name: "a", prompt: 5 as never }], examples: [] },
      /classes.json is invalid at "0.prompt"/,
    ],
    [
      "a text that is no text",
      { ...untrainedModel, examples: [{ label: "refund", text: null as never, origin: "real" }] },
      /Example 1 is invalid at "text"/,
    ],
    [
      "an encoder without dimensions",
      { ...trainedModel, encoder: { ...trainedModel.encoder!, dimensions: 0 } },
      /model.json is invalid at "encoder.dimensions"/,
    ],
    ["a tensor named like a prototype", tensors("__proto__", one), /tensor name "__proto__"/],
    ["a tensor named like the format's own key", tensors("__metadata__", one), /tensor name "__metadata__"/],
    ["a tensor without a name", tensors("", one), /tensor name ""/],
    [
      "metadata with NaN",
      metadata({ a: [Number.NaN] }),
      /metadata has a value that JSON cannot hold \(NaN\)/,
    ],
    ["metadata with undefined", metadata({ a: undefined }), /JSON cannot hold \(undefined\)/],
    ["metadata with a date", metadata({ a: new Date(0) }), /JSON cannot hold \(object\)/],
    ["metadata that contains itself", metadata(cyclic), /nested more than 100 levels/],
    ["metadata with the key __proto__", metadata(JSON.parse('{"a":{"__proto__":1}}')), /the key "__proto__"/],
    [
      "class metadata with a function",
      { ...untrainedModel, classes: [{ name: "a", metadata: { f: (() => 1) as never } }], examples: [] },
      /class "a" has .* \(function\)/,
    ],
    [
      "settings with a bigint",
      { ...untrainedModel, settings: { n: 1n as never } },
      /settings object has .* \(bigint\)/,
    ],
    [
      "a config with Infinity",
      { ...trainedModel, fit: { config: { t: Infinity }, tensors: new Map() } },
      /config of the fit has .* \(Infinity\)/,
    ],
  ])("is rejected before anything is written: %s", async (_, model, sentence) => {
    const folder = temporaryFolder();
    const error = await saveModel(model, join(folder, "model")).catch((error) => error);
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(sentence);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("hasOurManifest", () => {
  const isModelFolder = (path: string) => hasOurManifest(localFileSystem, path);

  it("is true for a model, also for one that is damaged or newer, and for nothing else", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "model");
    await saveModel(trainedModel, path);
    expect(await isModelFolder(path)).toBe(true);
    writeFileSync(join(path, "head.safetensors"), "");
    expect(await isModelFolder(path)).toBe(true);
    editJson(join(path, "manifest.json"), (manifest) => ({ ...manifest, formatVersion: 99 }));
    expect(await isModelFolder(path)).toBe(true);
    writeFileSync(join(path, "manifest.json"), "{");
    expect(await isModelFolder(path)).toBe(false);
    expect(await isModelFolder(folder)).toBe(false);
    expect(await isModelFolder(join(folder, "missing"))).toBe(false);
    expect(await isModelFolder(join(path, "manifest.json"))).toBe(false);
  });
});

describe("loadModel", () => {
  it("rejects a model above maxBytes before reading it", async () => {
    const path = join(temporaryFolder(), "model");
    await saveModel(trainedModel, path);
    const { "manifest.json": _, ...files } = filesOf(path);
    const size = Object.values(files).reduce((sum, bytes) => sum + bytes.length, 0);
    expect(await loadModel(path, { maxBytes: size })).toEqual(trainedModel);
    const error = await loadModel(path, { maxBytes: size - 1 }).catch((error) => error);
    expect(error).toBeInstanceOf(ModelFileError);
    expect(error.message).toMatch(`has ${size} bytes, more than ${size - 1}`);
  });

  it.each([0, -1, Number.NaN])("rejects the maxBytes %s, since it must be above 0", async (maxBytes) => {
    await expect(loadModel("model", { maxBytes })).rejects.toThrow(
      /The option maxBytes must be a number above 0/,
    );
  });
});
