import { cp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Encoder } from "../../src/encoder/encoder.ts";
import { type OnnxEncoderOptions, openOnnxEncoder } from "../../src/encoder/onnx-encoder.ts";
import { CancelledError, InputError, ModelFileError } from "../../src/errors.ts";
import { openEncoder } from "../../src/hub/open-encoder.ts";
import { rowOf } from "../../src/math/matrix.ts";
import { cosine, describeEncoder, expectUnitRows } from "./contract.ts";
import expected from "./fixtures/expected.json" with { type: "json" };
import transformers from "./fixtures/transformers.json" with { type: "json" };
import { temporaryFolder } from "./temporary-folder.ts";

const fixtures = join(import.meta.dirname, "fixtures");

describeEncoder("the bundled encoder", () => openEncoder(), 10);
describeEncoder("an export with mean pooling", () => openOnnxEncoder(join(fixtures, "mean")));
describeEncoder("an export with class token pooling", () => openOnnxEncoder(join(fixtures, "cls")));
describeEncoder("an export of BERT", () => openOnnxEncoder(join(fixtures, "bert")), 5);
describeEncoder("an export of XLM-RoBERTa", () => openOnnxEncoder(join(fixtures, "xlm-roberta")), 5);
describeEncoder("a quantized XLM-RoBERTa", () => openOnnxEncoder(join(fixtures, "xlm-roberta-int8")), 5);

// Reference vectors: Python's onnxruntime and tokenizers, see fixtures/make_fixtures.py.
describe("vectors of Python's onnxruntime", () => {
  it.each([
    ["mean pooling, a prefix, windows of 10 tokens, token types", "mean", expected.mean],
    ["class token pooling", "cls", expected.cls],
    ["BERT", "bert", { texts: transformers.texts, vectors: transformers.bert }],
    [
      "XLM-RoBERTa, whose positions start at 2",
      "xlm-roberta",
      { texts: transformers.texts, vectors: transformers["xlm-roberta"] },
    ],
  ])("are reproduced within 1e-5 for %s", async (_, folder, { texts, vectors }) => {
    const encoder = await open(folder);
    const found = await encoder.embed(texts);
    for (const [i, vector] of vectors.entries()) {
      for (const [k, value] of vector.entries()) expect(rowOf(found, i)[k]).toBeCloseTo(value, 5);
    }
  });

  it("are reproduced with a cosine above 0.9999 for the bundled encoder", async () => {
    const encoder = await openEncoder();
    onTestFinished(() => encoder.dispose());
    const found = await encoder.embed(expected.bundled.texts);
    // Emoji are read as their names here, and as unknown tokens there.
    const isSameText = expected.bundled.texts.map((text) => !/\p{Extended_Pictographic}/u.test(text));
    expect(isSameText.filter(Boolean)).toHaveLength(4);
    for (const [i, vector] of expected.bundled.vectors.entries()) {
      if (!isSameText[i]) continue;
      expect(cosine(rowOf(found, i), vector)).toBeGreaterThan(0.9999);
    }
  });
});

describe("the vector of a text", () => {
  const texts = ["ok", "how are you today", "the cat ".repeat(20), "card payment failed twice", "", "a fish"];

  it.each([
    ["the bundled encoder", undefined],
    ["an encoder in float32", join(fixtures, "mean")],
    ["an encoder whose int8 ranges are measured on each batch", join(fixtures, "dynamic")],
  ])("has the same bits alone and among others of any length, from %s", async (_, folder) => {
    const encoder = await openEncoder(folder);
    onTestFinished(() => encoder.dispose());
    const alone = await Promise.all(texts.map(async (text) => (await encoder.embed([text])).data));
    const orders = [texts.keys(), [3, 0], [5, 4, 3, 2, 1], [0, 0, 2], [1, 5, 4]].map((order) => [...order]);
    for (const order of orders) {
      const together = await encoder.embed(order.map((i) => texts[i]));
      for (const [row, i] of order.entries()) expect(rowOf(together, row)).toEqual(alone[i]);
    }
  });
});

describe("a text of many windows", () => {
  const text = "cat dog fish ".repeat(5000);

  it("is the mean of all windows below the maximum, so its end counts as much as its beginning", async () => {
    const encoder = await open("cls", { maxWindows: 1000 });
    const vectors = await encoder.embed([
      `${text}${"sea ".repeat(15_000)}`,
      `${"sea ".repeat(15_000)}${text}`,
    ]);
    expectUnitRows(vectors, 2, 8);
    expect(cosine(rowOf(vectors, 0), rowOf(vectors, 1))).toBeGreaterThan(0.99);
  });

  it("is its first window alone if the option windows says so", async () => {
    const encoder = await open("cls", { windows: "first" });
    const vectors = await encoder.embed([`${text}${"sea ".repeat(15_000)}`, text.slice(0, 2000)]);
    expect(rowOf(vectors, 0)).toEqual(rowOf(vectors, 1));
  });

  it("is the mean of the maximum number of windows, and charactersRead returns their length", async () => {
    const encoder = await open("cls", { maxWindows: 3 });
    const windows = [...(text.match(/\s*\S+/g) ?? [])].slice(0, 3 * 256).join("");
    const vectors = await encoder.embed([text, windows, `${windows} ${"sea ".repeat(1_000_000)}`]);
    expect(rowOf(vectors, 0)).toEqual(rowOf(vectors, 1));
    expect(rowOf(vectors, 2)).toEqual(rowOf(vectors, 1));
    expect(encoder.charactersRead?.(text)).toBeCloseTo(windows.length, -2);
    expect(encoder.charactersRead?.(windows)).toBe(windows.length);
  });

  it("can be cancelled between batches", async () => {
    const encoder = await open("cls", { maxWindows: 1000 });
    const controller = new AbortController();
    let events = 0;
    const embedding = encoder.embed([text, "cat"], {
      signal: controller.signal,
      onProgress: () => {
        events++;
        controller.abort();
      },
    });
    await expect(embedding).rejects.toThrow(CancelledError);
    expect(events).toBe(1);
  });
});

describe("an encoder's fingerprint", () => {
  it("depends on the folder's content and the windows, not on its place or the threads", async () => {
    const copy = join(await temporaryFolder(), "copy");
    await cp(join(fixtures, "mean"), copy, { recursive: true });
    const fingerprints = await Promise.all([
      fingerprintOf(join(fixtures, "mean")),
      fingerprintOf(copy, { threads: 1 }),
      fingerprintOf(join(fixtures, "mean"), { windows: "first" }),
      fingerprintOf(join(fixtures, "cls")),
    ]);
    expect(fingerprints[1]).toBe(fingerprints[0]);
    expect(new Set(fingerprints).size).toBe(3);
  });

  it.each([
    ["the pooling", "1_Pooling/config.json", { pooling_mode: "cls" }],
    ["the prefix", "config_sentence_transformers.json", { prompts: {}, default_prompt_name: null }],
    ["the length of windows", "sentence_bert_config.json", { max_seq_length: 9 }],
  ])("changes with %s", async (_, file, content) => {
    const copy = join(await temporaryFolder(), "copy");
    await cp(join(fixtures, "mean"), copy, { recursive: true });
    const before = await fingerprintOf(copy);
    await writeFile(join(copy, file), JSON.stringify(content));
    expect(await fingerprintOf(copy)).not.toBe(before);
  });
});

describe("openOnnxEncoder", () => {
  it.each([{ threads: 0 }, { threads: 1.5 }, { windows: "last" as "first" }, { maxWindows: 0 }])(
    "rejects the options %j",
    async (options) => {
      await expect(openOnnxEncoder(join(fixtures, "cls"), options)).rejects.toThrow(InputError);
    },
  );

  it.each([
    ["no graph", "model.onnx", undefined, /This folder has no encoder/],
    ["no tokenizer", "tokenizer.json", undefined, /no tokenizer.json/],
    ["a file that is not a graph", "model.onnx", "not a graph", /onnxruntime cannot read this/],
    ["a tokenizer that is not JSON", "tokenizer.json", "{", /tokenizer.json: This file is not JSON/],
    ["a tokenizer of an unknown kind", "tokenizer.json", "{}", /This kind of tokenizer is not supported/],
    [
      "no description of the pooling",
      "1_Pooling/config.json",
      undefined,
      /1_Pooling\/config.json is missing, which says how to pool/,
    ],
    [
      "max pooling",
      "1_Pooling/config.json",
      '{"pooling_mode_max_tokens": true}',
      /must be "cls" or "mean"; got max_tokens/,
    ],
    [
      "two kinds of pooling",
      "1_Pooling/config.json",
      '{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": true}',
      /got cls_token and mean_tokens/,
    ],
    [
      "a layer after pooling",
      "modules.json",
      '[{"type": "sentence_transformers.models.Dense"}]',
      /a Dense module/,
    ],
    [
      "sequences too short for a word",
      "config.json",
      '{"max_position_embeddings": 2}',
      /at most 2 tokens, which leaves none for a text/,
    ],
    [
      "a wrong type in a setting",
      "config.json",
      '{"max_position_embeddings": "many"}',
      /max_position_embeddings/,
    ],
    [
      "a default prompt that does not exist",
      "config_sentence_transformers.json",
      '{"default_prompt_name": "q"}',
      /"q"/,
    ],
  ])("rejects a folder with %s", async (_, file, content, message) => {
    const folder = join(await temporaryFolder(), "export");
    await cp(join(fixtures, "cls"), folder, { recursive: true });
    if (content === undefined) await rm(join(folder, file));
    else await writeFile(join(folder, file), content);
    const opening = openOnnxEncoder(folder);
    await expect(opening).rejects.toThrow(ModelFileError);
    await expect(opening).rejects.toThrow(message);
  });

  it("can dispose of an encoder twice", async () => {
    const encoder = await openOnnxEncoder(join(fixtures, "cls"));
    await encoder.dispose();
    await encoder.dispose();
  });
});

async function open(folder: string, options?: OnnxEncoderOptions): Promise<Encoder> {
  const encoder = await openOnnxEncoder(join(fixtures, folder), options);
  onTestFinished(() => encoder.dispose());
  return encoder;
}

async function fingerprintOf(folder: string, options?: OnnxEncoderOptions): Promise<string> {
  const encoder = await openOnnxEncoder(folder, options);
  await encoder.dispose();
  return encoder.identity.fingerprint;
}
