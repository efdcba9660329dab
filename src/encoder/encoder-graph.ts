import { InferenceSession, Tensor } from "onnxruntime-node";
import { ModelFileError } from "../errors.ts";
import type { Matrix } from "../math/matrix.ts";
import { type Pooling, pool } from "./pooling.ts";
import { isFiniteVector } from "./unit-length.ts";

/** A transformer as an ONNX graph: rows of token ids -> one vector a row. */
export interface EncoderGraph {
  /** @returns one row a row of ids, not yet of unit length. */
  run(rows: readonly ArrayLike<number>[]): Promise<Matrix>;
  release(): Promise<void>;
}

export interface EncoderGraphOptions {
  /** For messages: where the graph came from. */
  readonly path: string;
  /** How the graph's token vectors are pooled; not used where the graph pools by itself. */
  readonly pooling: Pooling | undefined;
  /** The token id that fills short rows. */
  readonly padding: number;
  /** Threads for one product; undefined leaves it to onnxruntime, which takes one for each physical core. */
  readonly threads: number | undefined;
}

/** Outputs that hold one vector a row, and those that hold one a token, by the names that exporters give them. */
const pooledOutputs = ["embedding", "sentence_embedding"];
const tokenOutputs = ["last_hidden_state", "token_embeddings"];

const knownInputs = new Set(["input_ids", "attention_mask", "token_type_ids"]);

/**
 * Opens a graph with the inputs input_ids, attention_mask and perhaps token_type_ids, int64 [batch, length].
 * @param model the graph's bytes, or its path where its weights lie in a file beside it.
 * @throws ModelFileError where it is no such graph.
 */
export async function openEncoderGraph(
  model: Uint8Array | string,
  options: EncoderGraphOptions,
): Promise<EncoderGraph> {
  const session = await createSession(model, options);
  const unknown = session.inputNames.find((name) => !knownInputs.has(name));
  if (unknown !== undefined) throw new ModelFileError(options.path, `The graph wants an input "${unknown}".`);
  const output = chooseOutput(session, options);
  return {
    run: (rows) => runGraph(session, output, rows, options),
    release: () => session.release(),
  };
}

/** How sessions of encoders are opened, but for their threads. */
export const encoderSessionOptions: InferenceSession.SessionOptions = {
  graphOptimizationLevel: "all",
  extra: {
    session: {
      // Idle threads sleep: on a machine with other work, spinning ones took up to two thirds of the throughput.
      intra_op: { allow_spinning: "0" },
      // x86 processors without VNNI would add products of int8 in 16 bits, which overflow: other vectors than elsewhere.
      x64quantprecision: "1",
    },
  },
};

async function createSession(
  model: Uint8Array | string,
  options: EncoderGraphOptions,
): Promise<InferenceSession> {
  const settings: InferenceSession.SessionOptions = {
    ...encoderSessionOptions,
    ...(options.threads !== undefined && { intraOpNumThreads: options.threads }),
  };
  try {
    return await (typeof model === "string"
      ? InferenceSession.create(model, settings)
      : InferenceSession.create(model, settings));
  } catch (cause) {
    throw new ModelFileError(options.path, "onnxruntime cannot read this as an ONNX graph.", { cause });
  }
}

function chooseOutput(session: InferenceSession, { path, pooling }: EncoderGraphOptions): string {
  const find = (names: string[]) => names.find((name) => session.outputNames.includes(name));
  const pooled = find(pooledOutputs);
  if (pooled !== undefined) return pooled;
  const tokens = find(tokenOutputs);
  if (tokens === undefined) {
    const wanted = [...pooledOutputs, ...tokenOutputs].join(", ");
    throw new ModelFileError(path, `The graph has none of the outputs ${wanted}.`);
  }
  if (pooling === undefined) {
    throw new ModelFileError(
      path,
      "The graph gives a vector a token and no 1_Pooling/config.json says how to pool them; add that file.",
    );
  }
  return tokens;
}

async function runGraph(
  session: InferenceSession,
  output: string,
  rows: readonly ArrayLike<number>[],
  { path, pooling, padding }: EncoderGraphOptions,
): Promise<Matrix> {
  const feeds = makeFeeds(rows, padding, session.inputNames.includes("token_type_ids"));
  const { [output]: result } = await session.run(feeds, [output]);
  if (!(result.data instanceof Float32Array)) {
    throw new ModelFileError(path, `The graph's output is ${result.type}; only float32 is understood.`);
  }
  if (!isFiniteVector(result.data)) {
    throw new ModelFileError(
      path,
      "The graph gives values that are not finite numbers; export it in float32.",
    );
  }
  const [, length, dimensions] = result.dims;
  if (dimensions === undefined) return { rows: rows.length, columns: length, data: result.data };
  const counts = rows.map((row) => row.length);
  return pool({ data: result.data, length, dimensions }, counts, pooling ?? "mean");
}

function makeFeeds(
  rows: readonly ArrayLike<number>[],
  padding: number,
  withTypes: boolean,
): Record<string, Tensor> {
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
