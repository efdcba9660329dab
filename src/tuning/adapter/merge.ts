import { type Matrix, zeros } from "../../math/matrix.ts";
import { GraphBuilder } from "../../onnx/graph-builder.ts";
import { openSession } from "../../onnx/runtime.ts";
import type { Session } from "../../onnx/session.ts";
import { type Tensor, tensorOf } from "../../onnx/tensor.ts";
import { tensorName } from "../graph/encoder-graphs.ts";
import { type EncoderWeights, type LinearName, linearNames } from "../graph/encoder-weights.ts";
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
