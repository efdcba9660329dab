import type {
  BlockWeights,
  EncoderWeights,
  LinearName,
  LinearWeights,
  NormWeights,
} from "../../encoder/transformer/encoder-weights.ts";
import type { Matrix } from "../../math/matrix.ts";
import {
  constantOf,
  floatsOf,
  readForTuning,
  readOnnxGraph,
  type StoredGraph,
} from "../../onnx/graph-reader.ts";
import { countBlocks, divisorsOf, storedLinear } from "./stored-linear.ts";

/** Attention heads and layer-norm epsilon of bge-small-en-v1.5. The bundled file holds them only in its graph's wiring. */
const heads = 12;
const epsilon = 1e-12;

/**
 * Reads the weights of the bundled int8 encoder as float32. Channels that were divided for better quantization (see
 * `tools/encoder/tame_outliers.py`) are multiplied again.
 * @param model the bytes of the encoder's `model.onnx`
 * @param path the file that they came from, for messages
 * @throws ModelFileError if the graph is not that of the bundled encoder
 */
export function readBaseWeights(model: Uint8Array, path: string): EncoderWeights {
  return readForTuning(path, () => {
    const graph = readOnnxGraph(model);
    const blocks = Array.from({ length: countBlocks(graph) }, (_, block) => readBlock(graph, block));
    return {
      heads,
      epsilon,
      words: readTable(graph, "embeddings.word_embeddings.weight"),
      positions: readTable(graph, "embeddings.position_embeddings.weight"),
      embeddingNorm: readNorm(graph, "embeddings.LayerNorm"),
      blocks,
    };
  });
}

function readBlock(graph: StoredGraph, block: number): BlockWeights {
  const linear = (name: LinearName) => readLinear(graph, block, name);
  const prefix = `encoder.layer.${block}`;
  const attentionNorm = readNorm(graph, `${prefix}.attention.output.LayerNorm`);
  const intermediate = linear("intermediate");
  const divisors = divisorsOf(graph, block);
  if (divisors !== undefined) undoDivisors(divisors, attentionNorm, intermediate.weight);
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

/** Multiplies the norm's output by the divisor of each channel, and divides the rows of the matrix that reads it. */
function undoDivisors(divisors: Float32Array, norm: NormWeights, matrix: Matrix): void {
  for (const [channel, divisor] of divisors.entries()) {
    if (divisor === 1) continue;
    norm.weight[channel] *= divisor;
    norm.bias[channel] *= divisor;
    const start = channel * matrix.columns;
    for (let i = start; i < start + matrix.columns; i++) matrix.data[i] /= divisor;
  }
}

function readLinear(graph: StoredGraph, block: number, name: LinearName): LinearWeights {
  const { rows, columns, quantized, scales, bias } = storedLinear(graph, block, name);
  const weight = new Float32Array(rows * columns);
  for (let i = 0, start = 0; i < rows; i++, start += columns) {
    for (let j = 0; j < columns; j++) weight[start + j] = quantized[start + j] * scales[j];
  }
  return { weight: { rows, columns, data: weight }, bias: floatsOf(graph, bias) };
}

/** Reads a uint8 table with one scale and one zero point. */
function readTable(graph: StoredGraph, name: string): Matrix {
  const { data, sizes } = constantOf(graph, `${name}_quantized`, "uint8");
  const [scale] = floatsOf(graph, `${name}_scale`);
  const [zero] = constantOf(graph, `${name}_zero_point`, "uint8").data;
  const values = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) values[i] = (data[i] - zero) * scale;
  return { rows: sizes[0], columns: sizes[1], data: values };
}

function readNorm(graph: StoredGraph, name: string): NormWeights {
  return { weight: floatsOf(graph, `${name}.weight`), bias: floatsOf(graph, `${name}.bias`) };
}
