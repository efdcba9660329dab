import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ModelFileError } from "../../src/errors.ts";
import { fromFloat16, toFloat16 } from "../../src/math/float16.ts";
import type { Matrix } from "../../src/math/matrix.ts";
import { modelFromBytes, modelToBytes } from "../../src/model-file/bytes.ts";
import { loadModel } from "../../src/model-file/load.ts";
import type { SavedAdapter, Tensor } from "../../src/model-file/model.ts";
import type { JsonObject } from "../../src/task/task.ts";
import { restoreAdapter, storeAdapter } from "../../src/trained-model/stored-adapter.ts";
import { type Adapter, zeroAdapter } from "../../src/tuning/adapter/adapter.ts";
import type { EncoderWeights } from "../../src/encoder/transformer/encoder-weights.ts";

/** Linear maps of a block of `hidden` numbers with `between` numbers in its middle; the rest of it is not looked at. */
function weightsOf(blocks: number, hidden: number, between: number): EncoderWeights {
  const linear = (rows: number, columns: number) => ({ weight: { rows, columns } as Matrix });
  const square = linear(hidden, hidden);
  const block = {
    query: square,
    key: square,
    value: square,
    attentionOutput: square,
    intermediate: linear(hidden, between),
    output: linear(between, hidden),
  };
  return { blocks: Array.from({ length: blocks }, () => block) } as unknown as EncoderWeights;
}

/** An adapter of halves, each another than its neighbors. */
function adapterOf({ blocks = 2, hidden = 4, between = 6, rank = 2, scale = 2 } = {}): Adapter {
  const adapter = zeroAdapter(weightsOf(blocks, hidden, between), { rank, scale });
  adapter.data.set(fromFloat16(Uint16Array.from(adapter.data, (_, i) => (i * 2654435761) & 0xbbff)));
  return adapter;
}

describe("a stored adapter", () => {
  it("is restored with the same numbers in the same order, also through a model's bytes", () => {
    const sizes = { min: 1, max: 5 };
    fc.assert(
      fc.property(
        fc.record({
          blocks: fc.integer({ min: 1, max: 12 }),
          hidden: fc.integer(sizes),
          between: fc.integer(sizes),
          rank: fc.integer(sizes),
          scale: fc.double({ min: 0.01, max: 100, noNaN: true }),
        }),
        (options) => {
          const adapter = adapterOf(options);
          const report = { rows: 3, steps: [1, 2] };
          const saved = storeAdapter(adapter, report);
          const model = {
            classes: [],
            examples: [],
            metadata: {},
            encoder: { name: "e", dimensions: 4, fingerprint: "f" },
            fit: { config: {}, tensors: new Map() },
            adapter: saved,
          };
          const loaded = modelFromBytes(modelToBytes(model)).adapter!;
          expect(restoreAdapter(saved, "x")).toEqual({ adapter, report });
          expect(restoreAdapter(loaded, "x")).toEqual({ adapter, report });
        },
      ),
      { numRuns: 40 },
    );
  });

  it("has matrices that are views of one array of all numbers", () => {
    const { adapter } = restoreAdapter(storeAdapter(adapterOf(), {}), "x");
    adapter.data.fill(7);
    for (const block of adapter.blocks)
      for (const { down, up } of Object.values(block)) expect([...down.data, ...up.data]).not.toContain(0);
    expect(adapter.blocks[1].output.up.data[3]).toBe(7);
  });

  it("can be read from a folder of format 3 that pilesort 0.1.0 saved", async () => {
    const path = resolve(import.meta.dirname, "../model-file/fixtures/format-3/tuned");
    const { adapter, report } = restoreAdapter((await loadModel(path)).adapter!, path);
    const { rank, scale, blocks, data } = adapter;
    expect({ rank, scale, blocks: blocks.length, report }).toEqual({
      rank: 1,
      scale: 2,
      blocks: 1,
      report: { rows: 3 },
    });
    const numbers = new Float32Array([1, 1.5, -2, 2 ** -24, 65504, -0, 0.333251953125]);
    const { query, intermediate, output } = blocks[0];
    expect(query.down).toEqual({ rows: 4, columns: 1, data: numbers.subarray(0, 4) });
    expect(intermediate.up).toEqual({ rows: 1, columns: 8, data: new Float32Array([...numbers, 1]) });
    expect(output.down.rows).toBe(8);
    expect(data.length).toBe(4 * (4 + 4) + (4 + 8) + (8 + 4));
  });

  it("keeps the nearest half floats of other numbers", () => {
    const adapter = adapterOf();
    adapter.data.fill(0.1);
    const { data } = restoreAdapter(storeAdapter(adapter, {}), "x").adapter;
    expect(data).toEqual(fromFloat16(toFloat16(adapter.data)));
    expect(data[0]).toBe(0.0999755859375);
  });

  const good = storeAdapter(adapterOf(), {});
  const half = (...shape: number[]): Tensor => ({
    dtype: "F16",
    shape,
    data: new Uint16Array(shape.reduce((product, length) => product * length, 1)),
  });
  const changed = (...changes: [string, Tensor | undefined][]): SavedAdapter => {
    const tensors = new Map(good.tensors);
    for (const [name, tensor] of changes) {
      if (tensor === undefined) tensors.delete(name);
      else tensors.set(name, tensor);
    }
    return { ...good, tensors };
  };
  const config = (changes: Readonly<Record<string, unknown>>): SavedAdapter => ({
    ...good,
    config: { ...good.config, ...changes } as JsonObject,
  });
  const description = /The values of the adapter in model.json are not in the form that pilesort writes/;
  const only = (saved: SavedAdapter, keep: (name: string) => boolean): SavedAdapter => ({
    ...saved,
    tensors: new Map([...saved.tensors].filter(([name]) => keep(name))),
  });
  it.each<[string, SavedAdapter, RegExp]>([
    ["no numbers", only(good, () => false), /has 0 tensors, but every block needs 12/],
    ["a missing tensor", changed(["block.1.key.up", undefined]), /has 23 tensors, but every block needs 12/],
    [
      "a tensor too many",
      changed(["block.2.key.up", half(2, 4)]),
      /has 25 tensors, but every block needs 12/,
    ],
    [
      "another tensor in place of one",
      changed(["block.0.key.up", undefined], ["bias", half(2, 4)]),
      /The tensor block.0.key.up is missing/,
    ],
    [
      "a gap between blocks",
      only(storeAdapter(adapterOf({ blocks: 3 }), {}), (name) => !name.startsWith("block.1.")),
      /The tensor block.1.query.down is missing/,
    ],
    [
      "numbers that are no halves",
      changed(["block.0.key.up", { dtype: "F32", shape: [2, 4], data: new Float32Array(8) }]),
      /The tensor block.0.key.up is missing, or is not a matrix of half floats of rank 2/,
    ],
    [
      "a down of another rank",
      changed(["block.1.query.down", half(4, 3)]),
      /block.1.query.down is missing.* rank 2/,
    ],
    [
      "an up of another rank",
      changed(["block.1.query.up", half(3, 4)]),
      /block.1.query.up is missing.* rank 2/,
    ],
    ["an up that lies on its side", changed(["block.1.query.up", half(4, 2)]), /block.1.query.up/],
    ["a list in place of a matrix", changed(["block.0.query.up", half(2)]), /block.0.query.up/],
    ["a cube in place of a matrix", changed(["block.0.query.up", half(2, 4, 1)]), /block.0.query.up/],
    ["a config of another rank", config({ rank: 3 }), /The tensor block.0.query.down is missing.* rank 3/],
    ["a rank of 0", config({ rank: 0 }), description],
    ["a rank that is no whole number", config({ rank: 1.5 }), description],
    ["a scale of 0", config({ scale: 0 }), description],
    ["a scale that is text", config({ scale: "2" }), description],
    ["no report", config({ report: undefined }), description],
    ["a report that is a list", config({ report: [] }), description],
    ["a key too many", config({ alpha: 16 }), description],
  ])("is rejected: %s", (_, saved, sentence) => {
    expect(() => restoreAdapter(saved, "models/x")).toThrow(ModelFileError);
    expect(() => restoreAdapter(saved, "models/x")).toThrow(sentence);
    expect(() => restoreAdapter(saved, "models/x")).toThrow(/^models\/x: [^\n]*\.$/);
  });
});
