import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { openOnnxEncoder } from "../../../src/encoder/onnx-encoder.ts";
import type { Pooling } from "../../../src/encoder/pooling.ts";
import { linearNames } from "../../../src/encoder/transformer/encoder-weights.ts";
import { readExportWeights } from "../../../src/encoder/transformer/export-weights.ts";
import { int8Graph } from "../../../src/encoder/transformer/int8-graph.ts";
import { readTransformerConfig } from "../../../src/encoder/transformer/transformer-config.ts";
import { rowOf } from "../../../src/math/matrix.ts";
import { openSession } from "../../../src/onnx/runtime.ts";
import { Tensor } from "../../../src/onnx/tensor.ts";
import { withUnsignedWeights } from "../../../src/onnx/unsigned-weights.ts";
import { cosine, describeEncoder } from "../contract.ts";
import expected from "../fixtures/transformers.json" with { type: "json" };
import { temporaryFolder } from "../temporary-folder.ts";

const fixtures = join(import.meta.dirname, "../fixtures");
const kinds: readonly (readonly [string, "bert" | "xlm-roberta", Pooling])[] = [
  ["bert", "bert", "cls"],
  ["xlm-roberta", "xlm-roberta", "mean"],
  ["xlm-roberta-int8", "xlm-roberta", "mean"],
];

async function weightsOf(folder: string, pooling: Pooling, change: object = {}) {
  const path = join(fixtures, folder);
  const config = { ...(await readTransformerConfig(path)), ...change };
  return readExportWeights(readFileSync(join(path, "model.onnx")), config, pooling);
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function convert(folder: string, pooling: Pooling, change?: object): Promise<string> {
  const copy = mkdtempSync(join(tmpdir(), "pilesort-int8-"));
  folders.push(copy);
  cpSync(join(fixtures, folder), copy, { recursive: true });
  writeFileSync(join(copy, "model.onnx"), int8Graph(await weightsOf(folder, pooling, change)));
  return copy;
}

for (const [folder, , pooling] of kinds) {
  describeEncoder(
    `${folder}, converted to int8`,
    async () => openOnnxEncoder(await convert(folder, pooling)),
    5,
  );
}

async function vectorsOf(graph: Uint8Array): Promise<Float32Array> {
  const session = await openSession(graph, { exactInt8Products: true });
  const ids = BigInt64Array.from({ length: 20 }, (_, i) => BigInt(5 + i));
  const { embedding } = await session.run({
    input_ids: new Tensor("int64", ids, [2, 10]),
    attention_mask: new Tensor("int64", new BigInt64Array(20).fill(1n), [2, 10]),
  });
  await session.release();
  return embedding.data as Float32Array;
}

// Reference vectors: Python's onnxruntime and tokenizers, see fixtures/make_transformers.py.
describe("a transformer that was converted to int8", () => {
  it.each(kinds)("has nearly the vectors of the export %s in float32", async (folder, reference, pooling) => {
    const encoder = await openOnnxEncoder(await convert(folder, pooling));
    onTestFinished(() => encoder.dispose());
    const found = await encoder.embed(expected.texts);
    const cosines = expected[reference].map((vector, i) => cosine(rowOf(found, i), vector));
    expect(Math.min(...cosines)).toBeGreaterThan(0.995);
  });

  it.each(kinds)("gives the same bits with unsigned weights: %s", async (folder, _, pooling) => {
    const graph = int8Graph(await weightsOf(folder, pooling));
    const changed = withUnsignedWeights(graph);
    expect(changed).not.toBe(graph);
    expect(await vectorsOf(changed)).toEqual(await vectorsOf(graph));
  });

  it.each(kinds)("gives a text the same bits alone and in a batch: %s", async (folder, _, pooling) => {
    const encoder = await openOnnxEncoder(await convert(folder, pooling));
    onTestFinished(() => encoder.dispose());
    const together = await encoder.embed(expected.texts);
    for (const [i, text] of expected.texts.entries()) {
      expect((await encoder.embed([text])).data).toEqual(rowOf(together, i));
    }
  });

  it("is read again with weights that differ by half a step of int8 at most", async () => {
    const before = await weightsOf("xlm-roberta", "mean");
    const after = readExportWeights(int8Graph(before), { ...before, firstPosition: 0 }, "mean");
    expect(after.positions).toEqual(before.positions);
    expect(after.blocks).toHaveLength(before.blocks.length);
    for (const [i, block] of before.blocks.entries()) {
      for (const name of linearNames) {
        const { weight, bias } = block[name];
        expect(after.blocks[i][name].bias).toEqual(bias);
        const largest = Math.max(...weight.data.map(Math.abs));
        const difference = weight.data.map((value, k) =>
          Math.abs(value - after.blocks[i][name].weight.data[k]),
        );
        expect(Math.max(...difference)).toBeLessThanOrEqual((0.5001 * largest) / 127);
      }
    }
  });
});

describe("the weights of an export", () => {
  it.each([
    ["another number of attention heads", { heads: 4 }],
    ["another first position", { firstPosition: 0 }],
  ])("give other vectors with %s, so that a wrong reading is noticed", async (_, change) => {
    const encoder = await openOnnxEncoder(await convert("xlm-roberta", "mean", change));
    onTestFinished(() => encoder.dispose());
    const found = await encoder.embed(expected.texts);
    const cosines = expected["xlm-roberta"].map((vector, i) => cosine(rowOf(found, i), vector));
    expect(Math.min(...cosines)).toBeLessThan(0.98);
  });

  it.each([
    ["another kind", { model_type: "mpnet" }, /kind "mpnet", not like BERT or XLM-RoBERTa/],
    ["another activation", { hidden_act: "relu" }, /its activation is "relu" instead of "gelu"/],
    ["relative positions", { position_embedding_type: "relative_key" }, /positions are "relative_key"/],
    ["no number of heads", { num_attention_heads: null }, /number of attention heads/],
  ])("are not read with %s in config.json", async (_, change, message) => {
    const folder = join(await temporaryFolder(), "export");
    cpSync(join(fixtures, "bert"), folder, { recursive: true });
    const path = join(folder, "config.json");
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), ...change }));
    const reading = readTransformerConfig(folder);
    await expect(reading).rejects.toThrow(RangeError);
    await expect(reading).rejects.toThrow(message);
  });

  it("are not found in a graph of another kind", () => {
    const graph = readFileSync(join(fixtures, "cls/model.onnx"));
    const config = { heads: 2, epsilon: 1e-12, firstPosition: 0 };
    expect(() => readExportWeights(graph, config, "cls")).toThrow(
      /no constant embeddings.word_embeddings.weight/,
    );
  });
});
