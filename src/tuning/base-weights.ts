import { ModelFileError } from "../errors.ts";
import type { Matrix } from "../math/matrix.ts";
import type {
  BlockWeights,
  EncoderWeights,
  LinearName,
  LinearWeights,
  NormWeights,
} from "./encoder-weights.ts";
import { readOnnxGraph, type StoredGraph, type StoredTensor } from "./onnx-tensors.ts";

/** Of bge-small-en-v1.5: what the bundled file's graph says in its wiring only. */
const heads = 12;
const epsilon = 1e-12;

/** Where the bundled file's graph, as `tools/encoder/` makes it, has each linear map. */
const linearNodes: Readonly<Record<LinearName, string>> = {
  query: "attention/self/query",
  key: "attention/self/key",
  value: "attention/self/value",
  attentionOutput: "attention/output/dense",
  intermediate: "intermediate/dense",
  output: "output/dense",
};

/**
 * Reads the weights of the bundled int8 encoder back into float32, as a plain transformer: the channels that were divided
 * so that they quantise well (see `tools/encoder/tame_outliers.py`) are multiplied again.
 * @param model the bytes of the encoder's `model.onnx`.
 * @param path where they came from, for messages.
 * @throws ModelFileError where this is not such a graph.
 */
export function readBaseWeights(model: Uint8Array, path: string): EncoderWeights {
  try {
    const graph = readOnnxGraph(model);
    const blocks: BlockWeights[] = [];
    while (graph.inputs.has(productNode(blocks.length, "query")))
      blocks.push(readBlock(graph, blocks.length));
    return {
      heads,
      epsilon,
      words: readTable(graph, "embeddings.word_embeddings.weight"),
      positions: readTable(graph, "embeddings.position_embeddings.weight"),
      embeddingNorm: readNorm(graph, "embeddings.LayerNorm"),
      blocks,
    };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new ModelFileError(path, `Its weights cannot be read for tuning: ${cause.message}`, { cause });
  }
}

function productNode(block: number, name: LinearName): string {
  return `/encoder/layer.${block}/${linearNodes[name]}/MatMul`;
}

function readBlock(graph: StoredGraph, block: number): BlockWeights {
  const linear = (name: LinearName) => readLinear(graph, productNode(block, name));
  const prefix = `encoder.layer.${block}`;
  const attentionNorm = readNorm(graph, `${prefix}.attention.output.LayerNorm`);
  const intermediate = linear("intermediate");
  if (graph.tensors.has(`layer.${block}.divisors`)) {
    const divisors = floats(graph, `layer.${block}.divisors`);
    undoDivisors(divisors, attentionNorm, intermediate.weight);
  }
  return {
    query: linear("query"),
    key: linear("key"),
    value: linear("value"),
    attentionOutput: linear("attentionOutput"),
    intermediate,
    output: linear("output"),
    attentionNorm,
    outputNorm: readNorm(graph, `${prefix}.output.LayerNorm`),
  };
}

/** The norm gives s times as much in each channel, and the matrix that reads it takes s times less. */
function undoDivisors(divisors: Float32Array, norm: NormWeights, matrix: Matrix): void {
  for (const [channel, divisor] of divisors.entries()) {
    if (divisor === 1) continue;
    norm.weight[channel] *= divisor;
    norm.bias[channel] *= divisor;
    const start = channel * matrix.columns;
    for (let i = start; i < start + matrix.columns; i++) matrix.data[i] /= divisor;
  }
}

/** A product with int8 weights reads: x, W, the scale of x, a scale a column of W, the zero of x, nothing, the bias. */
function readLinear(graph: StoredGraph, node: string): LinearWeights {
  const [, matrix, , scale, , , bias] = graph.inputs.get(node) ?? [];
  const { data, sizes } = tensor(graph, matrix, "int8");
  const [rows, columns] = sizes;
  const scales = floats(graph, scale);
  const quantized = new Int8Array(data.buffer, data.byteOffset, data.length);
  const weight = new Float32Array(rows * columns);
  for (let i = 0, start = 0; i < rows; i++, start += columns) {
    for (let j = 0; j < columns; j++) weight[start + j] = quantized[start + j] * scales[j];
  }
  return { weight: { rows, columns, data: weight }, bias: floats(graph, bias) };
}

/** A table of uint8 with one scale and one zero. */
function readTable(graph: StoredGraph, name: string): Matrix {
  const { data, sizes } = tensor(graph, `${name}_quantized`, "uint8");
  const [scale] = floats(graph, `${name}_scale`);
  const [zero] = tensor(graph, `${name}_zero_point`, "uint8").data;
  const values = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) values[i] = (data[i] - zero) * scale;
  return { rows: sizes[0], columns: sizes[1], data: values };
}

function readNorm(graph: StoredGraph, name: string): NormWeights {
  return { weight: floats(graph, `${name}.weight`), bias: floats(graph, `${name}.bias`) };
}

function floats(graph: StoredGraph, name: string | undefined): Float32Array {
  const { data } = tensor(graph, name, "float32");
  // The file's numbers start anywhere; a Float32Array must start at a multiple of four.
  return new Float32Array(Uint8Array.from(data).buffer);
}

function tensor(graph: StoredGraph, name: string | undefined, type: StoredTensor["type"]): StoredTensor {
  const found = name === undefined ? undefined : graph.tensors.get(name);
  if (found === undefined) throw new RangeError(`it has no constant ${name ?? "where one is expected"}.`);
  const bytes = found.sizes.reduce((product, size) => product * size, type === "float32" ? 4 : 1);
  if (found.type !== type || found.data.length !== bytes) {
    throw new RangeError(`its constant ${name} is not what ${type} of that size would be.`);
  }
  return found;
}
