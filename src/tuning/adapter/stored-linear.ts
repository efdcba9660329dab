import { constantOf, floatsOf, type StoredGraph } from "../../onnx/graph-reader.ts";
import type { LinearName } from "../graph/encoder-weights.ts";

/** Where the bundled file's graph, as `tools/encoder/` makes it, has each linear map. */
const linearNodes: Readonly<Record<LinearName, string>> = {
  query: "attention/self/query",
  key: "attention/self/key",
  value: "attention/self/value",
  attentionOutput: "attention/output/dense",
  intermediate: "intermediate/dense",
  output: "output/dense",
};

/** A linear map as the bundled file has it: W = quantized * scales, column by column. */
export interface StoredLinear {
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns], a view of the file. */
  readonly quantized: Int8Array;
  readonly scales: Float32Array;
  /** The scales in the file: float32, little-endian. */
  readonly scaleBytes: Uint8Array;
  /** The constant that holds the bias. */
  readonly bias: string | undefined;
}

/** How many blocks the graph has; none where it is not of the bundled file's kind. */
export function countBlocks(graph: StoredGraph): number {
  let blocks = 0;
  while (graph.inputs.has(productNode(blocks, "query"))) blocks++;
  return blocks;
}

/** Finds a linear map. @throws RangeError where the graph does not have it as int8. */
export function storedLinear(graph: StoredGraph, block: number, name: LinearName): StoredLinear {
  // Such a product reads: x, W, the scale of x, a scale a column of W, the zero of x, nothing, the bias.
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
 * By how much the file divides each channel that a block's intermediate map reads, so that it quantises well (see
 * `tools/encoder/tame_outliers.py`); the map's rows stand multiplied by it.
 */
export function divisorsOf(graph: StoredGraph, block: number): Float32Array | undefined {
  const name = `layer.${block}.divisors`;
  return graph.tensors.has(name) ? floatsOf(graph, name) : undefined;
}

function productNode(block: number, name: LinearName): string {
  return `/encoder/layer.${block}/${linearNodes[name]}/MatMul`;
}
