import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Encoder } from "../../src/encoder/encoder.ts";
import { readTransformerConfig } from "../../src/encoder/transformer/transformer-config.ts";
import { InputError } from "../../src/errors.ts";
import { openEncoder } from "../../src/hub/open-encoder.ts";
import { rowOf } from "../../src/math/matrix.ts";
import { cosine } from "../encoder/contract.ts";
import expected from "../encoder/fixtures/transformers.json" with { type: "json" };
import { temporaryFolder } from "../encoder/temporary-folder.ts";
import { filesOf } from "./fake-hub.ts";
import { startPull } from "./start-pull.ts";

const fixtures = join(import.meta.dirname, "../encoder/fixtures");
const xlmRoberta = filesOf(join(fixtures, "xlm-roberta"));
const quantizedGraph = readFileSync(join(fixtures, "xlm-roberta-int8/model.onnx"));

async function open(store: string): Promise<Encoder> {
  const encoder = await openEncoder("maker/tiny", { store });
  onTestFinished(() => encoder.dispose());
  return encoder;
}

async function worstCosine(encoder: Encoder): Promise<number> {
  const found = await encoder.embed(expected.texts);
  return Math.min(...expected["xlm-roberta"].map((vector, i) => cosine(rowOf(found, i), vector)));
}

describe("a pulled encoder like XLM-RoBERTa", () => {
  it("is converted to int8 and has space statistics", async () => {
    const { store, pull } = await startPull({ files: xlmRoberta });
    const folder = await pull({ measure: true });
    const source = JSON.parse(readFileSync(join(folder, "encoder-source.json"), "utf8"));
    expect(source.downloaded["model.onnx"].bytes).toBe(xlmRoberta.get("model.onnx")!.length);
    expect(source.files["model.onnx"].sha256).not.toBe(source.downloaded["model.onnx"].sha256);
    expect(source.files["background.f32"].bytes).toBe(4 * 16 * 18);

    const encoder = await open(store);
    expect(await worstCosine(encoder)).toBeGreaterThan(0.995);
    const { textCenter, promptCenter, whitener } = encoder.background!;
    expect([textCenter.length, promptCenter.length, whitener.rows]).toEqual([16, 16, 16]);
    expect(whitener.data.every(Number.isFinite)).toBe(true);
    for (let i = 0; i < 16; i++) {
      for (let j = 0; j < i; j++) expect(whitener.data[16 * i + j]).toBeCloseTo(whitener.data[16 * j + i], 4);
    }
    expect(textCenter).not.toEqual(promptCenter);
  });

  it("is downloaded in int8 if the hub has such a graph, and its graph is made independent of the batch", async () => {
    const files = new Map([...xlmRoberta, ["onnx/model_quantized.onnx", quantizedGraph]]);
    const { store, hub, pull } = await startPull({ files });
    await pull();
    expect(
      hub.requests.filter((request) => request.includes("/resolve/") && request.endsWith(".onnx")),
    ).toEqual([expect.stringContaining("onnx/model_quantized.onnx")]);
    const encoder = await open(store);
    expect(await worstCosine(encoder)).toBeGreaterThan(0.995);
    const together = await encoder.embed(expected.texts);
    const alone = await encoder.embed([expected.texts[1]]);
    expect(alone.data).toEqual(rowOf(together, 1));
  });

  it("keeps its graph in float32 if the option says so", async () => {
    const files = new Map([...xlmRoberta, ["onnx/model_quantized.onnx", quantizedGraph]]);
    const { store, pull } = await startPull({ files });
    const folder = await pull({ precision: "float32" });
    expect(readFileSync(join(folder, "model.onnx"))).toEqual(xlmRoberta.get("model.onnx"));
    expect(await worstCosine(await open(store))).toBeGreaterThan(0.999999);
  });

  it("keeps its graph if the vectors would change, for example since config.json does not fit", async () => {
    const config = JSON.parse(xlmRoberta.get("config.json")!.toString());
    const files = new Map(xlmRoberta);
    files.set("config.json", Buffer.from(JSON.stringify({ ...config, num_attention_heads: 8 })));
    const { store, pull } = await startPull({ files });
    const folder = await pull();
    expect(readFileSync(join(folder, "model.onnx"))).toEqual(xlmRoberta.get("model.onnx"));
    expect(await worstCosine(await open(store))).toBeGreaterThan(0.999999);
  });

  it("is pulled again with the option force only", async () => {
    const { hub, pull } = await startPull({ files: xlmRoberta });
    const downloads = () => hub.requests.filter((request) => request.includes("/resolve/")).length;
    await pull();
    const first = downloads();
    await pull();
    expect(downloads()).toBe(first);
    await pull({ force: true });
    expect(downloads()).toBe(2 * first);
  });

  it("leaves nothing but the encoder in the store", async () => {
    const { store, pull } = await startPull({ files: xlmRoberta });
    await pull();
    expect(readdirSync(store).filter((name) => name !== ".downloads")).toEqual(["maker--tiny"]);
    expect(readdirSync(join(store, ".downloads"))).toEqual([]);
  });
});

describe("pullEncoder", () => {
  it.each([
    { precision: "int4" as "int8" },
    { measure: "yes" as unknown as boolean },
    { force: 1 as unknown as boolean },
  ])("rejects the options %j", async (options) => {
    const { pull } = await startPull();
    await expect(pull(options)).rejects.toThrow(InputError);
  });
});

it("reads the first position of kinds like XLM-RoBERTa from the padding token", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "config.json");
  mkdirSync(dirname(path), { recursive: true });
  const config = { model_type: "xlm-roberta", num_attention_heads: 2, pad_token_id: 1 };
  writeFileSync(path, JSON.stringify(config));
  expect((await readTransformerConfig(folder)).firstPosition).toBe(2);
  writeFileSync(path, JSON.stringify({ ...config, model_type: "bert" }));
  expect((await readTransformerConfig(folder)).firstPosition).toBe(0);
});
