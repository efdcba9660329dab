import { stat } from "node:fs/promises";
import { ModelFileError } from "../errors.ts";
import type { Matrix } from "../math/matrix.ts";
import { int8ProductsOverflow } from "../onnx/int8-overflow.ts";
import { loadRuntime } from "../onnx/runtime.ts";
import { openSessionGroup, type SessionGroup } from "../onnx/session-group.ts";
import { Tensor, type Tensors } from "../onnx/tensor.ts";
import { withUnsignedWeights } from "../onnx/unsigned-weights.ts";
import { weightsFileOf } from "./encoder-folder.ts";
import { type Pooling, pool } from "./pooling.ts";
import { isFiniteVector } from "./unit-length.ts";

/** A transformer as an ONNX graph: rows of token ids -> one vector per row. */
export interface EncoderGraph {
  /** Returns one vector per row of ids, not scaled to unit length. */
  run(rows: readonly ArrayLike<number>[]): Promise<Matrix>;
  /**
   * Starts a job of several batches. Worker threads start if there is much work.
   * @param tokens number of tokens of the whole job
   */
  startJob(tokens: number): EncoderJob;
  release(): Promise<void>;
}

/** A job of several batches. */
interface EncoderJob {
  /** Number of batches to run at the same time. */
  readonly lanes: number;
  run(rows: readonly ArrayLike<number>[]): Promise<Matrix>;
}

export interface EncoderGraphOptions {
  /** The graph's file, for messages. */
  readonly path: string;
  /** How token vectors are pooled. Not used if the graph itself pools. */
  readonly pooling: Pooling | undefined;
  /** The token id that fills short rows. */
  readonly padding: number;
  /** Number of threads per product. If it is undefined, onnxruntime uses one per physical core. */
  readonly threads: number | undefined;
  /** A file with the same graph, for worker threads. Default: they get the bytes */
  readonly file?: string;
  /** Number of tokens from which worker threads start. Default: see `openSessionGroup` */
  readonly workBeforeWorkers?: number;
}

/** Names that exporters give to outputs with one vector per row, and to outputs with one vector per token. */
const pooledOutputs = ["embedding", "sentence_embedding"];
const tokenOutputs = ["last_hidden_state", "token_embeddings"];

const knownInputs = new Set(["input_ids", "attention_mask", "token_type_ids"]);

/**
 * Opens a graph with the inputs input_ids, attention_mask and perhaps token_type_ids, int64 [batch, length].
 * @param model the graph's bytes, or its path if its weights are in a file beside it
 * @throws ModelFileError if it is not such a graph
 */
export async function openEncoderGraph(
  model: Uint8Array | string,
  options: EncoderGraphOptions,
): Promise<EncoderGraph> {
  const session = await openGroup(model, options);
  const unknown = session.inputNames.find((name) => !knownInputs.has(name));
  if (unknown !== undefined)
    throw new ModelFileError(
      options.path,
      `The graph needs an input "${unknown}", which is not supported; choose another encoder.`,
    );
  const output = chooseOutput(session, options);
  const withTypes = session.inputNames.includes("token_type_ids");
  const runWith = async (run: SessionGroup["run"], rows: readonly ArrayLike<number>[]) => {
    const { [output]: result } = await run(makeFeeds(rows, options.padding, withTypes), [output]);
    return vectorsOf(result, rows, options);
  };
  return {
    run: (rows) => runWith((feeds, names) => session.run(feeds, names), rows),
    startJob(tokens) {
      const { lanes, run } = session.forWork(tokens);
      return { lanes, run: (rows) => runWith(run, rows) };
    },
    release: () => session.release(),
  };
}

async function openGroup(
  model: Uint8Array | string,
  { path, file, threads, workBeforeWorkers }: EncoderGraphOptions,
): Promise<SessionGroup> {
  // A missing runtime has an error of its own.
  await loadRuntime();
  const modelBytes = typeof model === "string" ? (await stat(weightsFileOf(model))).size : model.length;
  const exactInt8Products = await int8ProductsOverflow();
  try {
    const graph = exactInt8Products && typeof model !== "string" ? withUnsignedWeights(model) : model;
    return await openSessionGroup(graph, { file, threads, exactInt8Products, modelBytes, workBeforeWorkers });
  } catch (cause) {
    throw new ModelFileError(path, "onnxruntime cannot read this as an ONNX graph.", { cause });
  }
}

function chooseOutput(session: SessionGroup, { path, pooling }: EncoderGraphOptions): string {
  const find = (names: string[]) => names.find((name) => session.outputNames.includes(name));
  const pooled = find(pooledOutputs);
  if (pooled !== undefined) return pooled;
  const tokens = find(tokenOutputs);
  if (tokens === undefined) {
    const wanted = [...pooledOutputs, ...tokenOutputs].join(", ");
    throw new ModelFileError(
      path,
      `The graph has none of the outputs ${wanted}; choose another encoder, or export it again.`,
    );
  }
  if (pooling === undefined) {
    throw new ModelFileError(
      path,
      "The graph returns one vector per token, and 1_Pooling/config.json is missing, which says how to pool them; add that file.",
    );
  }
  return tokens;
}

function vectorsOf(
  result: Tensor,
  rows: readonly ArrayLike<number>[],
  { path, pooling }: EncoderGraphOptions,
): Matrix {
  if (!(result.data instanceof Float32Array)) {
    throw new ModelFileError(path, `The graph's output is ${result.type}; export it in float32.`);
  }
  if (!isFiniteVector(result.data)) {
    throw new ModelFileError(
      path,
      "The graph returns values that are not finite numbers; export it in float32.",
    );
  }
  const [, length, dimensions] = result.dims;
  if (dimensions === undefined) return { rows: rows.length, columns: length, data: result.data };
  const counts = rows.map((row) => row.length);
  return pool({ data: result.data, length, dimensions }, counts, pooling ?? "mean");
}

function makeFeeds(rows: readonly ArrayLike<number>[], padding: number, withTypes: boolean): Tensors {
  const length = Math.max(...rows.map((row) => row.length));
  const sizes = [rows.length, length];
  const ids = new BigInt64Array(rows.length * length).fill(BigInt(padding));
  const mask = new BigInt64Array(rows.length * length);
  for (const [i, row] of rows.entries()) {
    for (let j = 0; j < row.length; j++) ids[i * length + j] = BigInt(row[j]);
    mask.fill(1n, i * length, i * length + row.length);
  }
  const feeds: Record<string, Tensor> = {
    input_ids: new Tensor("int64", ids, sizes),
    attention_mask: new Tensor("int64", mask, sizes),
  };
  if (withTypes) feeds.token_type_ids = new Tensor("int64", new BigInt64Array(ids.length), sizes);
  return feeds;
}
