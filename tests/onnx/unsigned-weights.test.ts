import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bundledEncoderFolder } from "../../src/encoder/bundled-encoder.ts";
import { GraphBuilder } from "../../src/onnx/graph-builder.ts";
import { constantOf, readOnnxGraph } from "../../src/onnx/graph-reader.ts";
import { openSession } from "../../src/onnx/runtime.ts";
import { Tensor } from "../../src/onnx/tensor.ts";
import { withUnsignedWeights } from "../../src/onnx/unsigned-weights.ts";

const weights = Int8Array.from([-128, -127, -1, 0, 1, 2, 64, 127, 5]);

/** y = (x - 3) W, with W of 3 x 3 int8 numbers. */
function product(change?: (graph: GraphBuilder, w: string) => void): Uint8Array {
  const graph = new GraphBuilder();
  const x = graph.input("x", "uint8", ["rows", 3]);
  const w = graph.int8s("w", weights, [3, 3]);
  graph.outputOf("y", "MatMulInteger", [x, w, graph.byte(3)], {}, ["rows", 3], "int32");
  change?.(graph, w);
  return graph.toBytes();
}

async function run(model: Uint8Array): Promise<number[]> {
  const session = await openSession(model);
  const { y } = await session.run({ x: new Tensor("uint8", Uint8Array.from([0, 3, 255, 7, 8, 9]), [2, 3]) });
  await session.release();
  return [...(y.data as Int32Array)];
}

describe("a graph with unsigned weights", () => {
  it("computes the same products", async () => {
    const changed = withUnsignedWeights(product());
    const { data } = constantOf(readOnnxGraph(changed), "w", "uint8");
    expect([...data]).toEqual([...weights].map((weight) => weight + 128));
    expect(await run(changed)).toEqual(await run(product()));
  });

  it.each([
    [
      "have a zero point",
      (graph: GraphBuilder) => {
        const zero = graph.int8s("zero", Int8Array.of(1), []);
        graph.outputOf("z", "MatMulInteger", ["x", "w", "byte 3", zero], {}, ["rows", 3], "int32");
      },
    ],
    [
      "are read by another operator",
      (graph: GraphBuilder, w: string) => graph.output("z", graph.cast(w, "float32"), [3, 3]),
    ],
  ])("keeps weights that %s", (_, change) => {
    const model = product(change);
    expect(withUnsignedWeights(model)).toBe(model);
  });

  it("gives the same bits as onnxruntime's own change of the bundled encoder", async () => {
    const model = new Uint8Array(await readFile(join(bundledEncoderFolder, "model.onnx")));
    const changed = withUnsignedWeights(model);
    expect([signedMatrices(model), signedMatrices(changed)]).toEqual([72, 0]);
    const [own, given] = [await vectors(model), await vectors(changed)];
    expect(given).toEqual(own);
  });
});

function signedMatrices(model: Uint8Array): number {
  return [...readOnnxGraph(model).tensors.values()].filter(({ type }) => type === "int8").length;
}

async function vectors(model: Uint8Array): Promise<Float32Array> {
  const session = await openSession(model, { exactInt8Products: true });
  const ids = BigInt64Array.from({ length: 80 }, (_, i) => BigInt(1000 + 37 * i));
  const { embedding } = await session.run({
    input_ids: new Tensor("int64", ids, [4, 20]),
    attention_mask: new Tensor("int64", new BigInt64Array(80).fill(1n), [4, 20]),
  });
  await session.release();
  return embedding.data as Float32Array;
}
