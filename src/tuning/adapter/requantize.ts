import { linearNames } from "../../encoder/transformer/encoder-weights.ts";
import { ModelFileError } from "../../errors.ts";
import type { Matrix } from "../../math/matrix.ts";
import { GraphBuilder } from "../../onnx/graph-builder.ts";
import { readForTuning, readOnnxGraph } from "../../onnx/graph-reader.ts";
import { openSession } from "../../onnx/runtime.ts";
import type { Session } from "../../onnx/session.ts";
import { Tensor, tensorOf } from "../../onnx/tensor.ts";
import type { Adapter } from "./adapter.ts";
import { countBlocks, divisorsOf, type StoredLinear, storedLinear } from "./stored-linear.ts";

/** Options of requantize(). */
export interface RequantizeOptions {
  /** The files that the encoder and the adapter came from, for messages. */
  readonly path: string;
  readonly source: string;
  /** Number of threads. Default: one per physical core. */
  readonly threads?: number;
}

/**
 * Merges an adapter into the bundled encoder's graph: each int8 matrix becomes W + scale * down * up, quantized to int8
 * again with one scale per column. Nothing else changes, so the graph is as fast as before. An adapter of zeros gives the
 * same bytes.
 * @param model the bytes of the encoder's `model.onnx`; they are not changed
 * @returns the bytes of the new graph
 * @throws ModelFileError if the graph is not that of the bundled encoder or the adapter does not fit it
 */
export async function requantize(
  model: Uint8Array,
  adapter: Adapter,
  { path, source, threads }: RequantizeOptions,
): Promise<Uint8Array> {
  const tuned = new Uint8Array(model);
  const pairs = readForTuning(path, () => pairUp(tuned, adapter));
  if (pairs === undefined) throw invalidAdapter(source);
  const session = await createSession(threads);
  try {
    for (const { linear, down, up } of pairs) {
      const growth = await addToLinear(session, linear, down, up);
      const scales = linear.scales.map((scale, column) => scale * growth[column]);
      if (!scales.every(Number.isFinite)) throw invalidAdapter(source);
      linear.scaleBytes.set(new Uint8Array(scales.buffer));
    }
  } finally {
    await session.release();
  }
  return tuned;
}

/** A linear map in the file and what is added to it: down * up, in units of the int8 steps of the file's columns. */
interface Pair {
  readonly linear: StoredLinear;
  readonly down: Matrix;
  readonly up: Matrix;
}

/** Returns undefined if the adapter does not have the graph's shape or has numbers that are not finite. */
function pairUp(model: Uint8Array, { blocks, rank, scale, data }: Adapter): Pair[] | undefined {
  const graph = readOnnxGraph(model);
  if (blocks.length !== countBlocks(graph) || !data.every(Number.isFinite)) return undefined;
  const pairs = blocks.flatMap((block, i) =>
    linearNames.map((name) => {
      const linear = storedLinear(graph, i, name);
      const { down, up } = block[name];
      const divisors = name === "intermediate" ? divisorsOf(graph, i) : undefined;
      return {
        linear,
        down: divisors === undefined ? down : withRowsTimes(down, divisors),
        up: inSteps(up, scale, linear.scales),
      };
    }),
  );
  const fits = ({ linear, down, up }: Pair) =>
    down.rows === linear.rows && down.columns === rank && up.rows === rank && up.columns === linear.columns;
  return pairs.every(fits) ? pairs : undefined;
}

function invalidAdapter(source: string): ModelFileError {
  return new ModelFileError(source, "The adapter does not fit this encoder; train the model again.");
}

/** Multiplies each row by its factor. */
function withRowsTimes({ rows, columns, data }: Matrix, factors: Float32Array): Matrix {
  return { rows, columns, data: data.map((value, i) => value * factors[Math.floor(i / columns)]) };
}

/** Multiplies a matrix by the adapter's scale and converts it to units of the columns' int8 steps. */
function inSteps({ rows, columns, data }: Matrix, scale: number, steps: Float32Array): Matrix {
  return { rows, columns, data: data.map((value, i) => (value * scale) / steps[i % columns]) };
}

/**
 * Adds down * up, in units of int8 steps, to an int8 matrix in place.
 * @returns the factor by which each column's step grew, so that its largest entry is 127 again
 */
async function addToLinear(
  session: Session,
  { rows, columns, quantized }: StoredLinear,
  down: Matrix,
  up: Matrix,
): Promise<Float32Array> {
  const matrix = new Tensor("int8", quantized, [rows, columns]);
  const growth = new Tensor("float32", new Float32Array(columns), [columns]);
  const sum = new Tensor("int8", new Int8Array(quantized.length), [rows, columns]);
  await session.run({ matrix, down: tensorOf(down), up: tensorOf(up) }, { sum, growth });
  quantized.set(sum.data as Int8Array);
  return growth.data as Float32Array;
}

/**
 * Builds the graph matrix, down, up -> growth, sum, with growth = max |matrix + down * up| / 127 per column and
 * sum = round((matrix + down * up) / growth).
 */
function createSession(threads: number | undefined): Promise<Session> {
  const graph = new GraphBuilder();
  const matrix = graph.input("matrix", "int8", ["inputs", "outputs"]);
  const down = graph.input("down", "float32", ["inputs", "rank"]);
  const up = graph.input("up", "float32", ["rank", "outputs"]);
  const exact = graph.apply("Gemm", [down, up, graph.cast(matrix, "float32")]);
  const largest = graph.apply("ReduceMax", [graph.apply("Abs", [exact])], { axes: [0], keepdims: 0 });
  const growth = graph.apply("Div", [largest, graph.scalar(127)]);
  const rounded = graph.apply("Round", [graph.apply("Div", [exact, growth])]);
  graph.output("growth", growth, ["outputs"]);
  graph.output("sum", graph.cast(rounded, "int8"), ["inputs", "outputs"], "int8");
  return openSession(graph.toBytes(), { threads });
}
