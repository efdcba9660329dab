import { type Matrix, rowOf } from "../../math/matrix.ts";
import {
  constantOf,
  floatsOf,
  readOnnxGraph,
  type StoredGraph,
  type StoredNode,
} from "../../onnx/graph-reader.ts";
import type { Pooling } from "../pooling.ts";
import type { BlockWeights, EncoderWeights, LinearWeights, NormWeights } from "./encoder-weights.ts";
import type { TransformerConfig } from "./transformer-config.ts";

const wordTable = "embeddings.word_embeddings.weight";
/** Ending of the names of constants that quantization adds. */
const quantized = "_quantized";

/**
 * Reads the weights of an exported transformer as float32. Exports by PyTorch keep the names of tables, biases and layer
 * norms; a matrix is found as what is multiplied before its bias is added. Matrices may be in float32, or in int8 or uint8
 * with scales, as onnxruntime's dynamic quantization and `int8Graph` write them.
 *
 * The graph may compute something else with these weights: compare the vectors before the weights are used.
 * @param model the bytes of the graph
 * @throws RangeError if the graph has no such weights
 */
export function readExportWeights(
  model: Uint8Array,
  { heads, epsilon, firstPosition }: TransformerConfig,
  pooling: Pooling,
): EncoderWeights {
  const reader = new ExportReader(readOnnxGraph(model));
  const words = reader.table("word_embeddings");
  const positions = reader.table("position_embeddings");
  const types = reader.hasTable("token_type_embeddings") ? reader.table("token_type_embeddings") : undefined;
  return {
    pooling,
    heads,
    epsilon,
    words,
    positions: withType(positions, types, firstPosition),
    embeddingNorm: reader.norm("embeddings.LayerNorm"),
    blocks: Array.from({ length: reader.countBlocks() }, (_, i) => reader.block(i)),
  };
}

/** Returns the rows from the first position on, with the row of token type 0 added. */
function withType(positions: Matrix, types: Matrix | undefined, firstPosition: number): Matrix {
  const { columns } = positions;
  const rows = positions.rows - firstPosition;
  if (rows < 1) throw new RangeError("it has no table of positions.");
  const data = positions.data.slice(firstPosition * columns);
  const type = types && rowOf(types, 0);
  if (type) for (let i = 0; i < data.length; i++) data[i] += type[i % columns];
  return { rows, columns, data };
}

class ExportReader {
  readonly #graph: StoredGraph;
  /** Put before the names: "", "bert.", "0.auto_model." or the like. */
  readonly #prefix: string;
  readonly #producers: ReadonlyMap<string, StoredNode>;
  readonly #readers: ReadonlyMap<string, StoredNode>;

  constructor(graph: StoredGraph) {
    this.#graph = graph;
    const names = [...graph.tensors.keys()];
    const words = names.find((name) => name.endsWith(wordTable) || name.endsWith(wordTable + quantized));
    if (words === undefined) throw new RangeError(`it has no constant ${wordTable}.`);
    this.#prefix = words.slice(0, words.lastIndexOf(wordTable));
    this.#producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node])));
    this.#readers = new Map(graph.nodes.flatMap((node) => node.inputs.map((input) => [input, node])));
  }

  countBlocks(): number {
    let blocks = 0;
    while (this.#graph.tensors.has(`${this.#prefix}encoder.layer.${blocks}.output.dense.bias`)) blocks++;
    if (blocks === 0)
      throw new RangeError(`it has no constant ${this.#prefix}encoder.layer.0.output.dense.bias.`);
    return blocks;
  }

  block(index: number): BlockWeights {
    const name = `encoder.layer.${index}`;
    return {
      query: this.#linear(`${name}.attention.self.query`),
      key: this.#linear(`${name}.attention.self.key`),
      value: this.#linear(`${name}.attention.self.value`),
      attentionOutput: this.#linear(`${name}.attention.output.dense`),
      intermediate: this.#linear(`${name}.intermediate.dense`),
      output: this.#linear(`${name}.output.dense`),
      attentionNorm: this.norm(`${name}.attention.output.LayerNorm`),
      outputNorm: this.norm(`${name}.output.LayerNorm`),
    };
  }

  norm(name: string): NormWeights {
    const from = this.#prefix + name;
    return { weight: floatsOf(this.#graph, `${from}.weight`), bias: floatsOf(this.#graph, `${from}.bias`) };
  }

  hasTable(name: string): boolean {
    const from = `${this.#prefix}embeddings.${name}.weight`;
    return this.#graph.tensors.has(from) || this.#graph.tensors.has(from + quantized);
  }

  table(name: string): Matrix {
    return this.#matrix(`${this.#prefix}embeddings.${name}.weight`);
  }

  #linear(name: string): LinearWeights {
    const bias = `${this.#prefix}${name}.bias`;
    const own = `${this.#prefix}${name}.weight`;
    const isOwn = this.#graph.tensors.has(own + quantized);
    return {
      weight: this.#matrix(isOwn ? own : this.#matrixBefore(bias)),
      bias: floatsOf(this.#graph, bias),
    };
  }

  /** Returns the name of the matrix whose product the bias is added to, without "_quantized". */
  #matrixBefore(bias: string): string {
    const addition = this.#readers.get(bias);
    const sum = addition?.inputs.find((input) => input !== bias);
    let node = sum === undefined ? undefined : this.#producers.get(sum);
    // Scales and a conversion may stand between the product of whole numbers and the bias.
    for (let steps = 0; node && steps < 4 && /^(Mul|Cast)$/.test(node.operator); steps++) {
      node = node.inputs
        .map((input) => this.#producers.get(input))
        .find((each) => each !== undefined && each.operator !== "Mul");
    }
    const isProduct = node !== undefined && /^(MatMul|MatMulInteger)$/.test(node.operator);
    const matrix = isProduct ? node?.inputs[1] : undefined;
    if (addition?.operator !== "Add" || matrix === undefined) {
      throw new RangeError(`no product of a matrix comes before its constant ${bias}.`);
    }
    return matrix.endsWith(quantized) ? matrix.slice(0, -quantized.length) : matrix;
  }

  /** Reads a matrix in float32, or a quantized one with its scales and zero points. */
  #matrix(name: string): Matrix {
    const graph = this.#graph;
    if (graph.tensors.has(name)) {
      const { sizes } = constantOf(graph, name, "float32");
      return sized({ rows: sizes[0], columns: sizes[1], data: floatsOf(graph, name) }, name);
    }
    const type = graph.tensors.get(name + quantized)?.type === "uint8" ? "uint8" : "int8";
    const { data, sizes } = constantOf(graph, name + quantized, type);
    const [rows, columns] = sizes;
    const numbers = integers(data, type);
    const scales = floatsOf(graph, `${name}_scale`);
    const zeros = graph.tensors.has(`${name}_zero_point`)
      ? integers(constantOf(graph, `${name}_zero_point`, type).data, type)
      : new Int8Array(1);
    const placeOf = placesOf(scales.length, rows, columns);
    const zeroPlaceOf = placesOf(zeros.length, rows, columns);
    if (placeOf === undefined || zeroPlaceOf === undefined) {
      throw new RangeError(`its constant ${name}_scale does not have the expected size.`);
    }
    const values = new Float32Array(numbers.length);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const at = i * columns + j;
        values[at] = (numbers[at] - zeros[zeroPlaceOf(i, j)]) * scales[placeOf(i, j)];
      }
    }
    return sized({ rows, columns, data: values }, name);
  }
}

function sized(matrix: Matrix, name: string): Matrix {
  if (matrix.data.length === matrix.rows * matrix.columns) return matrix;
  throw new RangeError(`its constant ${name} is not a matrix.`);
}

function integers(data: Uint8Array, type: "uint8" | "int8"): Uint8Array | Int8Array {
  return type === "uint8" ? data : new Int8Array(data.buffer, data.byteOffset, data.length);
}

/** Returns where the number for a row and column is: there is one number for all, one per column, or one per row. */
function placesOf(
  count: number,
  rows: number,
  columns: number,
): ((row: number, column: number) => number) | undefined {
  if (count === 1) return () => 0;
  if (count === columns) return (_, column) => column;
  return count === rows ? (row) => row : undefined;
}
