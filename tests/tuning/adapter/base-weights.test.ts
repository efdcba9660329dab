import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bundledEncoderFolder } from "../../../src/encoder/bundled-encoder.ts";
import { openOnnxEncoder } from "../../../src/encoder/onnx-encoder.ts";
import { openTokenizer } from "../../../src/encoder/tokenizer.ts";
import { ModelFileError } from "../../../src/errors.ts";
import { rowOf } from "../../../src/math/matrix.ts";
import { dot } from "../../../src/math/vector.ts";
import { zeroAdapter } from "../../../src/tuning/adapter/adapter.ts";
import { readBaseWeights } from "../../../src/tuning/adapter/base-weights.ts";
import { TuningEngine } from "../../../src/tuning/loop/tuning-engine.ts";
import { embedWith } from "../embed-with.ts";

const model = readFileSync(`${bundledEncoderFolder}/model.onnx`);

describe("the bundled encoder's weights", () => {
  it("are those of bge-small: 12 blocks, 384 wide, 30,522 words, 512 positions", () => {
    const { blocks, words, positions } = readBaseWeights(model, "model.onnx");
    expect(blocks).toHaveLength(12);
    expect([words.rows, words.columns, positions.rows]).toEqual([30522, 384, 512]);
    expect(blocks[11].intermediate.weight).toMatchObject({ rows: 384, columns: 1536 });
  });

  it("give nearly the vectors of the int8 graph: one word, a question, 240 words", async () => {
    // The empty text is left out: its cosine to the fp32 source is only 0.976 in the int8 graph, and 0.9995 here.
    const texts = ["meow", "Where is my parcel?", "The committee decided nothing. ".repeat(60)];
    const definition = JSON.parse(readFileSync(`${bundledEncoderFolder}/tokenizer.json`, "utf8"));
    const encoder = await openOnnxEncoder(bundledEncoderFolder, { threads: 1 });
    const weights = readBaseWeights(model, "model.onnx");
    const engine = await TuningEngine.open(weights, { threads: 1 });
    const wanted = await encoder.embed(texts);
    const found = await embedWith(engine, openTokenizer(definition), zeroAdapter(weights), texts);
    for (const i of texts.keys()) expect(dot(rowOf(found, i), rowOf(wanted, i))).toBeGreaterThan(0.995);
    await engine.release();
    await encoder.dispose();
  });

  it("run forward and backward on texts of 1 and of 512 tokens", async () => {
    const weights = readBaseWeights(model, "model.onnx");
    const engine = await TuningEngine.open(weights, { threads: 1 });
    const texts = [[101], Array.from({ length: 512 }, (_, i) => 1000 + 7 * i)];
    const targets = { rows: 2, columns: 2, data: Float32Array.of(1, 0, 0, 1) };
    const classes = {
      rows: 2,
      columns: 384,
      data: Float32Array.from({ length: 768 }, (_, i) => Math.sin(i)),
    };
    const step = await engine.step({ texts, targets, rowWeights: Float32Array.of(0.5, 0.5) }, classes);
    expect(step.loss).toBeGreaterThan(0);
    expect(step.adapter.data.every(Number.isFinite)).toBe(true);
    await engine.release();
  });

  it.each([
    ["cut off", model.subarray(0, 20_000_000)],
    ["empty", new Uint8Array(0)],
    ["not a graph", new TextEncoder().encode("this is not a graph")],
  ])("are rejected with one sentence if the file is %s", (_, bytes) => {
    expect(() => readBaseWeights(bytes, "some/model.onnx")).toThrow(ModelFileError);
    expect(() => readBaseWeights(bytes, "some/model.onnx")).toThrow(/some\/model\.onnx: .*tuning/);
  });
});
