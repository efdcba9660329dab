import type { Matrix } from "../../math/matrix.ts";
import { GraphBuilder, type Value } from "../../onnx/graph-builder.ts";
import type { EncoderWeights, LinearWeights, NormWeights } from "./encoder-weights.ts";

/** Largest absolute value of a quantized number. */
const largest = 127;
/** Added to quantized activations, which are multiplied as uint8. */
const zeroPoint = 128;
/** Smallest step of activations: a row of zeros has no step of its own. */
const minStep = 1e-12;
/** Added to the attention scores of padding, so that its attention weight is exactly zero in float32. */
const paddingScore = -1e9;

/**
 * Writes a transformer as a graph in int8: input_ids, attention_mask -> `embedding` [batch, hidden], pooled.
 *
 * Matrices have one scale per column, tables one per row. The activations of each token get a scale of their own while the
 * graph runs, so that a text's vector does not depend on the other texts of its batch ("dynamic" quantization with a range
 * per row; the usual one has a range per batch). The file has a quarter of the size of float32.
 *
 * Constants have the names that `readExportWeights` reads.
 */
export function int8Graph(weights: EncoderWeights): Uint8Array {
  const graph = new GraphBuilder();
  const ids = graph.input("input_ids", "int64", ["batch", "length"]);
  const mask = graph.cast(graph.input("attention_mask", "int64", ["batch", "length"]), "float32");
  const writer = new Int8Writer(graph, weights);
  const scores = graph.apply("Mul", [
    graph.apply("Sub", [graph.scalar(1), mask]),
    graph.scalar(paddingScore),
  ]);
  const padding = graph.apply("Unsqueeze", [scores, graph.integers([1, 2])]);
  let rows = writer.norm(writer.embeddings(ids), weights.embeddingNorm, "embeddings.LayerNorm");
  for (const index of weights.blocks.keys()) rows = writer.block(rows, padding, index);
  const { columns } = weights.words;
  graph.output("embedding", pooled(graph, rows, mask, weights), ["batch", columns]);
  return graph.toBytes();
}

function pooled(graph: GraphBuilder, rows: Value, mask: Value, { pooling, words }: EncoderWeights): Value {
  const flat = graph.integers([-1, words.columns]);
  if (pooling !== "mean") return graph.apply("Reshape", [firstOf(graph, rows), flat]);
  const column = graph.apply("Unsqueeze", [mask, graph.integers([1])]);
  const sums = graph.apply("Reshape", [graph.apply("MatMul", [column, rows]), flat]);
  const counts = graph.apply("ReduceSum", [mask, graph.integers([1])], { keepdims: 1 });
  return graph.apply("Div", [sums, counts]);
}

function firstOf(graph: GraphBuilder, rows: Value): Value {
  return graph.apply("Slice", [rows, graph.integers([0]), graph.integers([1]), graph.integers([1])]);
}

/** Rows in uint8 and the step of each row. */
interface QuantizedRows {
  readonly rows: Value;
  readonly steps: Value;
}

class Int8Writer {
  readonly #graph: GraphBuilder;
  readonly #weights: EncoderWeights;

  constructor(graph: GraphBuilder, weights: EncoderWeights) {
    this.#graph = graph;
    this.#weights = weights;
  }

  /** Adds the sum of word and position embeddings: [batch, length, hidden]. */
  embeddings(ids: Value): Value {
    const graph = this.#graph;
    const { words, positions } = this.#weights;
    const name = "embeddings.word_embeddings.weight";
    const { numbers, scales } = quantizeRows(words);
    const table = graph.int8s(`${name}_quantized`, numbers, [words.rows, words.columns]);
    const steps = graph.floats(`${name}_scale`, scales, [words.rows, 1]);
    const found = graph.cast(graph.apply("Gather", [table, ids]), "float32");
    const word = graph.apply("Mul", [found, graph.apply("Gather", [steps, ids])]);
    const places = graph.floats("embeddings.position_embeddings.weight", positions.data, [
      positions.rows,
      positions.columns,
    ]);
    const length = graph.apply("Shape", [ids], { start: 1, end: 2 });
    const place = graph.apply("Slice", [places, graph.integers([0]), length, graph.integers([0])]);
    return graph.apply("Add", [word, place]);
  }

  norm(rows: Value, { weight, bias }: NormWeights, name: string): Value {
    const graph = this.#graph;
    const constants = [
      graph.floats(`${name}.weight`, weight, [weight.length]),
      graph.floats(`${name}.bias`, bias, [bias.length]),
    ];
    const epsilon = { float: this.#weights.epsilon };
    return graph.apply("LayerNormalization", [rows, ...constants], { axis: -1, epsilon });
  }

  /** Adds a block. Of the last one only the first token is computed if nothing else is used. */
  block(rows: Value, padding: Value, index: number): Value {
    const graph = this.#graph;
    const { blocks, pooling } = this.#weights;
    const weights = blocks[index];
    const name = `encoder.layer.${index}`;
    const isFirstOnly = index === blocks.length - 1 && pooling !== "mean";
    const own = isFirstOnly ? firstOf(graph, rows) : rows;
    const context = this.#attention(rows, own, padding, index);
    const attended = this.#linear(
      this.#quantize(context),
      weights.attentionOutput,
      `${name}.attention.output.dense`,
    );
    const middle = this.norm(
      graph.apply("Add", [attended, own]),
      weights.attentionNorm,
      `${name}.attention.output.LayerNorm`,
    );
    const wide = this.#linear(this.#quantize(middle), weights.intermediate, `${name}.intermediate.dense`);
    const fed = this.#linear(this.#quantize(this.#gelu(wide)), weights.output, `${name}.output.dense`);
    return this.norm(graph.apply("Add", [fed, middle]), weights.outputNorm, `${name}.output.LayerNorm`);
  }

  #attention(rows: Value, own: Value, padding: Value, index: number): Value {
    const graph = this.#graph;
    const { blocks, heads, words } = this.#weights;
    const { query, key, value } = blocks[index];
    const name = `encoder.layer.${index}.attention.self`;
    const shared = this.#quantize(rows);
    const split = (x: Value, perm: readonly number[]) => {
      const shape = graph.integers([0, 0, heads, words.columns / heads]);
      return graph.apply("Transpose", [graph.apply("Reshape", [x, shape])], { perm });
    };
    const queries = own === rows ? shared : this.#quantize(own);
    const q = split(this.#linear(queries, query, `${name}.query`), [0, 2, 1, 3]);
    const k = split(this.#linear(shared, key, `${name}.key`), [0, 2, 3, 1]);
    const v = split(this.#linear(shared, value, `${name}.value`), [0, 2, 1, 3]);
    const factor = graph.scalar(1 / Math.sqrt(words.columns / heads));
    const scores = graph.apply("Mul", [graph.apply("MatMul", [q, k]), factor]);
    const shares = graph.apply("Softmax", [graph.apply("Add", [scores, padding])], { axis: -1 });
    const context = graph.apply("Transpose", [graph.apply("MatMul", [shares, v])], { perm: [0, 2, 1, 3] });
    return graph.apply("Reshape", [context, graph.integers([0, 0, words.columns])]);
  }

  /** Adds the exact GELU, x (1 + erf(x / sqrt 2)) / 2. */
  #gelu(x: Value): Value {
    const graph = this.#graph;
    const erf = graph.apply("Erf", [graph.apply("Div", [x, graph.scalar(Math.SQRT2)])]);
    const twice = graph.apply("Mul", [x, graph.apply("Add", [erf, graph.scalar(1)])]);
    return graph.apply("Mul", [twice, graph.scalar(0.5)]);
  }

  /** Quantizes each token's activations by their largest absolute value. */
  #quantize(x: Value): QuantizedRows {
    const graph = this.#graph;
    const top = graph.apply("ReduceMax", [graph.apply("Abs", [x])], { axes: [-1], keepdims: 1 });
    const step = graph.apply("Mul", [top, graph.scalar(1 / largest)]);
    const steps = graph.apply("Max", [step, graph.scalar(minStep)]);
    const rounded = graph.apply("Round", [graph.apply("Div", [x, steps])]);
    return { rows: graph.cast(graph.apply("Add", [rounded, graph.scalar(zeroPoint)]), "uint8"), steps };
  }

  #linear({ rows, steps }: QuantizedRows, { weight, bias }: LinearWeights, name: string): Value {
    const graph = this.#graph;
    const { numbers, scales } = quantizeColumns(weight);
    const matrix = graph.int8s(`${name}.weight_quantized`, numbers, [weight.rows, weight.columns]);
    const columnSteps = graph.floats(`${name}.weight_scale`, scales, [weight.columns]);
    const product = graph.cast(
      graph.apply("MatMulInteger", [rows, matrix, graph.byte(zeroPoint)]),
      "float32",
    );
    const scaled = graph.apply("Mul", [graph.apply("Mul", [product, steps]), columnSteps]);
    return graph.apply("Add", [scaled, graph.floats(`${name}.bias`, bias, [bias.length])]);
  }
}

interface Quantized {
  readonly numbers: Int8Array;
  readonly scales: Float32Array;
}

function quantizeRows({ rows, columns, data }: Matrix): Quantized {
  const scales = new Float32Array(rows);
  const numbers = new Int8Array(data.length);
  for (let i = 0; i < rows; i++) {
    const [start, end] = [i * columns, (i + 1) * columns];
    let top = 0;
    for (let k = start; k < end; k++) top = Math.max(top, Math.abs(data[k]));
    scales[i] = top / largest || 1;
    for (let k = start; k < end; k++) numbers[k] = Math.round(data[k] / scales[i]);
  }
  return { numbers, scales };
}

function quantizeColumns({ columns, data }: Matrix): Quantized {
  const scales = new Float32Array(columns);
  for (let i = 0; i < data.length; i++) {
    scales[i % columns] = Math.max(scales[i % columns], Math.abs(data[i]));
  }
  for (let j = 0; j < columns; j++) scales[j] = scales[j] / largest || 1;
  const numbers = new Int8Array(data.length);
  for (let i = 0; i < data.length; i++) numbers[i] = Math.round(data[i] / scales[i % columns]);
  return { numbers, scales };
}
