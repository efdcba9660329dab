import type { LinearName } from "../../encoder/transformer/encoder-weights.ts";
import { constantOf, floatsOf, type StoredGraph } from "../../onnx/graph-reader.ts";

/** Node names of the linear maps in the bundled file's graph, as `tools/encoder/` makes it. */
const linearNodes: Readonly<Record<LinearName, string>> = {
  query: "attention/self/query",
  key: "attention/self/key",
  value: "attention/self/value",
  attentionOutput: "attention/output/dense",
  intermediate: "intermediate/dense",
  output: "output/dense",
};

/** A linear map as stored in the bundled file: W = quantized * scales, column by column. */
export interface StoredLinear {
  readonly rows: number;
  readonly columns: number;
  /** A view of the file: [rows, columns]. */
  readonly quantized: Int8Array;
  readonly scales: Float32Array;
  /** A view of the scales in the file: float32, little-endian. */
  readonly scaleBytes: Uint8Array;
  /** Name of the constant that holds the bias. */
  readonly bias: string | undefined;
}

/** Returns the number of blocks of the graph; zero if it does not have the layout of the bundled file. */
export function countBlocks(graph: StoredGraph): number {
  let blocks = 0;
  while (graph.inputs.has(productNode(blocks, "query"))) blocks++;
  return blocks;
}

/** Finds a linear map. @throws RangeError if the graph does not have it as int8 */
export function storedLinear(graph: StoredGraph, block: number, name: LinearName): StoredLinear {
  // Inputs of the product: x, W, scale of x, scales of W (one per column), zero point of x, none, bias.
  const [, matrix, , scale, , , bias] = graph.inputs.get(productNode(block, name)) ?? [];
  const { data, sizes } = constantOf(graph, matrix, "int8");
  const [rows, columns] = sizes;
  return {
    rows,
    columns,
    quantized: new Int8Array(data.buffer, data.byteOffset, data.length),
    scales: floatsOf(graph, scale),
    scaleBytes: constantOf(graph, scale, "float32").data,
    bias,
  };
}

/**
 * Returns the divisor of each channel that a block's intermediate map reads, or undefined if there are none. Channels are
 * divided for better quantization (see `tools/encoder/tame_outliers.py`), and the map's rows are multiplied accordingly.
 */
export function divisorsOf(graph: StoredGraph, block: number): Float32Array | undefined {
  const name = `layer.${block}.divisors`;
  return graph.tensors.has(name) ? floatsOf(graph, name) : undefined;
}

function productNode(block: number, name: LinearName): string {
  return `/encoder/layer.${block}/${linearNodes[name]}/MatMul`;
}
