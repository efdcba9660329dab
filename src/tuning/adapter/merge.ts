import {
  type EncoderWeights,
  type LinearName,
  type LinearWeights,
  linearNames,
} from "../../encoder/transformer/encoder-weights.ts";
import { ModelFileError } from "../../errors.ts";
import { type Matrix, zeros } from "../../math/matrix.ts";
import { GraphBuilder } from "../../onnx/graph-builder.ts";
import { openSession } from "../../onnx/runtime.ts";
import type { Session } from "../../onnx/session.ts";
import { type Tensor, tensorOf } from "../../onnx/tensor.ts";
import { tensorName } from "../graph/encoder-graphs.ts";
import type { Adapter } from "./adapter.ts";

/** Holds an encoder's matrices with an adapter merged in. This is the only copy of the weights that tuning makes. */
export interface Merger {
  /** Matrices by their names in the graphs: W before the first merge, W + scale * down * up afterwards. */
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** Merges an adapter into the base weights, instead of the previous one. */
  merge(adapter: Adapter): Promise<void>;
  /** Returns the merged matrix of a linear map. It is a view, so the next merge changes it. */
  matrix(block: number, name: LinearName): Matrix;
  release(): Promise<void>;
}

/** Opens a merger for the linear maps of an encoder. */
export async function createMerger(weights: EncoderWeights, threads?: number): Promise<Merger> {
  const merged = weights.blocks.map((block) =>
    Object.fromEntries(
      linearNames.map((name) => {
        const { rows, columns, data } = block[name].weight;
        const matrix = zeros(rows, columns);
        matrix.data.set(data);
        return [name, matrix];
      }),
    ),
  );
  const tensors: Record<string, Tensor> = {};
  for (const [i, block] of merged.entries()) {
    for (const name of linearNames) tensors[tensorName(i, name, "weight")] = tensorOf(block[name]);
  }
  const sessions = new Map<number, Session>();
  const sessionFor = async (scale: number) => {
    const session = sessions.get(scale) ?? (await createSession(scale, threads));
    sessions.set(scale, session);
    return session;
  };
  return {
    tensors,
    matrix: (block, name) => merged[block][name],
    async merge({ blocks, scale }) {
      const session = await sessionFor(scale);
      for (const [i, block] of blocks.entries()) {
        for (const name of linearNames) {
          const base = tensorOf(weights.blocks[i][name].weight);
          const { down, up } = block[name];
          const feeds = { base, down: tensorOf(down), up: tensorOf(up) };
          await session.run(feeds, { merged: tensors[tensorName(i, name, "weight")] });
        }
      }
    },
    async release() {
      for (const session of sessions.values()) await session.release();
    },
  };
}

/**
 * Returns the weights of an encoder with an adapter merged in.
 * @param source the file that the adapter came from, for messages
 * @throws ModelFileError if the adapter does not fit the encoder
 */
export async function mergedWeights(
  weights: EncoderWeights,
  adapter: Adapter,
  source: string,
): Promise<EncoderWeights> {
  if (!fits(adapter, weights)) {
    throw new ModelFileError(source, "The adapter does not fit this encoder; train the model again.");
  }
  const merger = await createMerger(weights);
  try {
    await merger.merge(adapter);
    const blocks = weights.blocks.map((block, i) => ({
      ...block,
      ...(Object.fromEntries(
        linearNames.map((name) => [name, { ...block[name], weight: merger.matrix(i, name) }]),
      ) as Record<LinearName, LinearWeights>),
    }));
    return { ...weights, blocks };
  } finally {
    await merger.release();
  }
}

function fits({ blocks, rank, data }: Adapter, weights: EncoderWeights): boolean {
  if (blocks.length !== weights.blocks.length || !data.every(Number.isFinite)) return false;
  return blocks.every((block, i) =>
    linearNames.every((name) => {
      const { down, up } = block[name];
      const { rows, columns } = weights.blocks[i][name].weight;
      return down.rows === rows && down.columns === rank && up.rows === rank && up.columns === columns;
    }),
  );
}

function createSession(scale: number, threads: number | undefined): Promise<Session> {
  const graph = new GraphBuilder();
  const inputs = [
    graph.input("down", "float32", ["inputs", "rank"]),
    graph.input("up", "float32", ["rank", "outputs"]),
    graph.input("base", "float32", ["inputs", "outputs"]),
  ];
  graph.output("merged", graph.apply("Gemm", inputs, { alpha: { float: scale } }), ["inputs", "outputs"]);
  // Each product is written to the merged copy, so the session needs no memory between runs.
  return openSession(graph.toBytes(), { threads, keepMemory: false });
}
