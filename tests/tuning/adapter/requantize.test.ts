import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bundledEncoderFolder } from "../../../src/encoder/bundled-encoder.ts";
import { linearNames } from "../../../src/encoder/transformer/encoder-weights.ts";
import { ModelFileError } from "../../../src/errors.ts";
import { readOnnxGraph } from "../../../src/onnx/graph-reader.ts";
import { type Adapter, zeroAdapter } from "../../../src/tuning/adapter/adapter.ts";
import { readBaseWeights } from "../../../src/tuning/adapter/base-weights.ts";
import { requantize } from "../../../src/tuning/adapter/requantize.ts";
import { divisorsOf, storedLinear } from "../../../src/tuning/adapter/stored-linear.ts";
import { randomAdapter } from "../random-adapter.ts";

const model = readFileSync(`${bundledEncoderFolder}/model.onnx`);
const base = readBaseWeights(model, "model.onnx");
const adapter = randomAdapter(base);

describe("requantize", () => {
  it("gives the encoder's own bytes for an adapter of zeros", async () => {
    const found = await requantize(model, zeroAdapter(base), {
      path: "model.onnx",
      source: "some/model",
      threads: 1,
    });
    expect(Buffer.compare(found, model)).toBe(0);
  });

  it("leaves every weight within half an int8 step of W + scale * down * up", async () => {
    const tuned = await requantize(model, adapter, { path: "model.onnx", source: "some/model", threads: 1 });
    const graph = readOnnxGraph(tuned);
    expect(divisorsOf(graph, 0)).toBeDefined();
    expect(divisorsOf(graph, 11)).toBeUndefined();
    for (const block of [0, 11]) {
      for (const name of linearNames) expect(largestMiss(block, name)).toBeLessThan(0.501);
    }

    /** The largest difference, in int8 steps, between the file and the sum computed in float64. */
    function largestMiss(block: number, name: (typeof linearNames)[number]): number {
      const { rows, columns, quantized, scales } = storedLinear(graph, block, name);
      const { data } = base.blocks[block][name].weight;
      const { down, up } = adapter.blocks[block][name];
      const divisors = name === "intermediate" ? divisorsOf(graph, block) : undefined;
      let largest = 0;
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) {
          let sum = data[i * columns + j];
          for (let k = 0; k < adapter.rank; k++) {
            sum += adapter.scale * down.data[i * adapter.rank + k] * up.data[k * columns + j];
          }
          const steps = (sum * (divisors?.[i] ?? 1)) / scales[j];
          largest = Math.max(largest, Math.abs(steps - quantized[i * columns + j]));
        }
      }
      return largest;
    }
  });

  it("uses all int8 steps of every column, and changes only the matrices and their scales", async () => {
    const before = Buffer.from(model);
    const tuned = await requantize(model, adapter, { path: "model.onnx", source: "some/model", threads: 1 });
    expect(Buffer.compare(model, before)).toBe(0);
    const graph = readOnnxGraph(tuned);
    const own = readOnnxGraph(model);
    for (const block of base.blocks.keys()) {
      for (const name of linearNames) {
        const { quantized, scaleBytes } = storedLinear(graph, block, name);
        const original = storedLinear(own, block, name);
        expect(new Set(largestOfColumns(quantized, original.columns))).toEqual(new Set([127]));
        quantized.set(original.quantized);
        scaleBytes.set(original.scaleBytes);
      }
    }
    expect(Buffer.compare(tuned, model)).toBe(0);

    function largestOfColumns(matrix: Int8Array, columns: number): Uint8Array {
      const largest = new Uint8Array(columns);
      for (let i = 0; i < matrix.length; i++) {
        largest[i % columns] = Math.max(largest[i % columns], Math.abs(matrix[i]));
      }
      return largest;
    }
  });

  const [first, ...rest] = adapter.blocks;
  const invalidAdapters: [string, Adapter][] = [
    ["of fewer blocks", { ...adapter, blocks: rest }],
    ["of a rank that its matrices do not have", { ...adapter, rank: 4 }],
    [
      "of another width",
      { ...adapter, blocks: [{ ...first, query: { ...first.query, down: first.output.down } }, ...rest] },
    ],
    ["with a number that is not finite", { ...adapter, data: Float32Array.of(Number.NaN) }],
    ["of a scale that overflows float32", { ...adapter, scale: 1e40 }],
  ];
  it.each(invalidAdapters)("rejects an adapter %s", async (_, invalid) => {
    const requantizing = requantize(model, invalid, {
      path: "some/model.onnx",
      source: "some/model",
      threads: 1,
    });
    await expect(requantizing).rejects.toThrow(ModelFileError);
    await expect(requantizing).rejects.toThrow(/some\/model: The adapter does not fit this encoder/);
  });

  it.each([
    ["cut off", model.subarray(0, 20_000_000)],
    ["not a graph", new TextEncoder().encode("this is not a graph")],
  ])("rejects a file that is %s", async (_, bytes) => {
    await expect(
      requantize(bytes, adapter, { path: "some/model.onnx", source: "some/model", threads: 1 }),
    ).rejects.toThrow(ModelFileError);
  });
});
