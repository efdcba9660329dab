import { planBatches } from "../../encoder/batches.ts";
import { type EncoderWeights, linearNames, normNames } from "../../encoder/transformer/encoder-weights.ts";
import { type Matrix, takeRows, zeros } from "../../math/matrix.ts";
import { addScaled } from "../../math/vector.ts";
import { openSession } from "../../onnx/runtime.ts";
import type { Session } from "../../onnx/session.ts";
import { Tensor, tensorOf } from "../../onnx/tensor.ts";
import { type Adapter, type AdapterOptions, zeroAdapter } from "../adapter/adapter.ts";
import { createMerger, type Merger } from "../adapter/merge.ts";
import { type DrawnText, type Dropout, drawKept, textSeeds } from "../graph/dropout.ts";
import {
  embedGraph,
  gradientName,
  keptNames,
  scoreGraph,
  stepGraph,
  tensorName,
} from "../graph/encoder-graphs.ts";
import type { LossName } from "../graph/head-loss.ts";
import { tokenSharesName, tokenSharesOf } from "../graph/mean-pooling.ts";
import { lengthOf, type TokenIds, tokenBatch } from "./token-batch.ts";

/** Options of TuningEngine.open(). */
export interface TuningEngineOptions extends AdapterOptions {
  /** Number of threads. Default: one per physical core. */
  readonly threads?: number;
  /** Maximum number of tokens, padding included, that are computed at once. More take more memory. Default: 1024. */
  readonly tokensAtOnce?: number;
  /** What is minimized. Default: "softmax", for one class per text. */
  readonly lossName?: LossName;
}

/** The rows of one optimization step. */
export interface LabeledBatch {
  readonly texts: readonly TokenIds[];
  /** Target probabilities: [texts, classes]. With the softmax loss, rows sum to 1. */
  readonly targets: Matrix;
  /** Weight of each text in the loss: [texts]. */
  readonly rowWeights: Float32Array;
}

/** The loss and its gradients. */
export interface StepGradients {
  /** Not finite if numbers overflowed; the gradients are then meaningless. */
  readonly loss: number;
  /** Gradients of the adapter's parameters, in the same places. */
  readonly adapter: Adapter;
  /** Gradients of the head: as its numbers, see `step`. */
  readonly classes: Matrix;
}

type Feeds = Record<string, Tensor>;

/**
 * Runs the forward and backward passes of a transformer. onnxruntime computes graphs of standard operators, which are
 * built when they are first needed. Batches are cut into parts of limited size, whose losses and gradients are added.
 */
export class TuningEngine {
  readonly weights: EncoderWeights;
  readonly lossName: LossName;
  /** Rank and scale of the adapters that are tuned. An adapter of another scale can be used, too. */
  readonly adapterOptions: Required<AdapterOptions>;
  readonly #options: TuningEngineOptions & { readonly tokensAtOnce: number };
  readonly #merger: Merger;
  readonly #frozen: Feeds;
  readonly #sessions = new Map<string, Promise<Session>>();
  #adapter: Adapter;

  private constructor(weights: EncoderWeights, merger: Merger, options: TuningEngineOptions) {
    this.weights = weights;
    this.lossName = options.lossName ?? "softmax";
    this.#options = { tokensAtOnce: 1024, ...options };
    this.#merger = merger;
    this.#frozen = frozenFeeds(weights);
    this.#adapter = zeroAdapter(weights, options);
    this.adapterOptions = { rank: this.#adapter.rank, scale: this.#adapter.scale };
  }

  /** Opens an engine without an adapter. */
  static async open(weights: EncoderWeights, options: TuningEngineOptions = {}): Promise<TuningEngine> {
    return new TuningEngine(weights, await createMerger(weights, options.threads), options);
  }

  /** Merges an adapter into the base weights, instead of the previous one. Call it again after its numbers changed. */
  async useAdapter(adapter: Adapter): Promise<void> {
    this.#adapter = adapter;
    await this.#merger.merge(adapter);
  }

  /**
   * Computes loss and gradients of a batch with the current adapter.
   * @param classes class vectors of the head: [classes, hidden]. With the sigmoid loss, a threshold is behind each vector
   * @param dropout default: no dropout. What is dropped does not depend on how the batch is cut into parts
   */
  async step(batch: LabeledBatch, classes: Matrix, dropout?: Dropout): Promise<StepGradients> {
    const { rank, scale } = this.#adapter;
    const droppedOutOf256 = dropout?.outOf256;
    const session = await this.#session(`step ${rank} ${scale} ${droppedOutOf256}`, () =>
      stepGraph(this.weights, { rank, scale, droppedOutOf256, loss: this.lossName }),
    );
    const seeds = dropout && textSeeds(dropout.seed, batch.texts.length);
    const sum = zeroAdapter(this.weights, this.#adapter);
    const classSum = zeros(classes.rows, classes.columns);
    const part = zeroAdapter(this.weights, this.#adapter);
    const classPart = zeros(classes.rows, classes.columns);
    const fetches = {
      loss: new Tensor("float32", new Float32Array(1), []),
      [gradientName("classes")]: tensorOf(classPart),
      ...adapterTensors(part, gradientName),
    };
    let loss = 0;
    for (const indices of this.#parts(batch.texts)) {
      const feeds = {
        ...this.#textFeeds(indices.map((i) => batch.texts[i])),
        ...headFeeds(batch, classes, indices),
        ...adapterTensors(this.#adapter, (name) => name),
        ...(dropout &&
          this.#dropoutFeeds(
            indices.map((i) => ({ seed: seeds![i], length: batch.texts[i].length })),
            dropout.outOf256,
          )),
      };
      await session.run(feeds, fetches);
      loss += (fetches.loss.data as Float32Array)[0];
      addScaled(sum.data, part.data);
      addScaled(classSum.data, classPart.data);
    }
    return { loss, adapter: sum, classes: classSum };
  }

  /** Returns the scores of texts with the current adapter and the given head: [texts, classes]. @param classes as in `step` */
  async score(texts: readonly TokenIds[], classes: Matrix): Promise<Matrix> {
    const session = await this.#session("score", () => scoreGraph(this.weights, this.lossName));
    const scores = zeros(texts.length, classes.rows);
    for (const indices of this.#parts(texts)) {
      const feeds = this.#textFeeds(indices.map((i) => texts[i]));
      const { scores: found } = await session.run({ ...feeds, classes: tensorOf(classes) });
      scatterRows(scores, indices, found.data as Float32Array);
    }
    return scores;
  }

  /** Returns unit vectors of texts with the current adapter: [texts, hidden]. */
  async embed(texts: readonly TokenIds[]): Promise<Matrix> {
    const session = await this.#session("embed", () => embedGraph(this.weights));
    const vectors = zeros(texts.length, this.weights.words.columns);
    for (const indices of this.#parts(texts)) {
      const { vectors: found } = await session.run(this.#textFeeds(indices.map((i) => texts[i])));
      scatterRows(vectors, indices, found.data as Float32Array);
    }
    return vectors;
  }

  /** Releases the sessions. The engine must not be used afterwards. */
  async release(): Promise<void> {
    for (const session of this.#sessions.values()) await (await session).release();
    await this.#merger.release();
  }

  #parts(texts: readonly TokenIds[]): number[][] {
    const lengths = texts.map((ids) => ids.length);
    return planBatches(lengths, { rows: texts.length, tokens: this.#options.tokensAtOnce });
  }

  #textFeeds(texts: readonly TokenIds[]): Feeds {
    const { heads, words, pooling } = this.weights;
    const { rows, length, embeddings, mask } = tokenBatch(this.weights, texts);
    const shape = BigInt64Array.from([rows, length, heads, words.columns / heads], BigInt);
    const firstToken = new Float32Array(length);
    firstToken[0] = 1;
    return {
      ...this.#frozen,
      ...this.#merger.tensors,
      embeddings: new Tensor("float32", embeddings, [rows * length, words.columns]),
      mask: new Tensor("float32", mask, [rows, 1, 1, length]),
      shape: new Tensor("int64", shape, [4]),
      firstToken: new Tensor("float32", firstToken, [1, length, 1]),
      ...(pooling === "mean" && {
        [tokenSharesName]: new Tensor("float32", tokenSharesOf(texts.map(lengthOf), length), [
          rows,
          length,
          1,
          1,
        ]),
      }),
    };
  }

  #dropoutFeeds(texts: readonly DrawnText[], outOf256: number): Feeds {
    const { blocks, words, pooling } = this.weights;
    const hidden = words.columns;
    const longest = Math.max(...texts.map(({ length }) => length));
    const names = blocks.flatMap((_, i) => keptNames(i));
    // The last block computes first tokens only, if nothing else is used.
    const last = pooling === "mean" ? longest : 1;
    const places = blocks.flatMap((_, i) => Array(2).fill(i === blocks.length - 1 ? last : longest));
    const kept = drawKept(texts, places, hidden, outOf256);
    return Object.fromEntries(
      names.map((name, i) => [name, new Tensor("int8", kept[i], [texts.length * places[i], hidden])]),
    );
  }

  #session(name: string, write: () => Uint8Array): Promise<Session> {
    const session =
      this.#sessions.get(name) ?? openSession(write(), { threads: this.#options.threads, sameSizes: false });
    this.#sessions.set(name, session);
    return session;
  }
}

/** Returns the tensors that an adapter does not change: biases and layer norms. */
function frozenFeeds(weights: EncoderWeights): Feeds {
  const feeds: Feeds = {
    "embeddingNorm.weight": vectorOf(weights.embeddingNorm.weight),
    "embeddingNorm.bias": vectorOf(weights.embeddingNorm.bias),
  };
  for (const [i, block] of weights.blocks.entries()) {
    for (const name of linearNames) feeds[tensorName(i, name, "bias")] = vectorOf(block[name].bias);
    for (const name of normNames) {
      feeds[tensorName(i, name, "weight")] = vectorOf(block[name].weight);
      feeds[tensorName(i, name, "bias")] = vectorOf(block[name].bias);
    }
  }
  return feeds;
}

function adapterTensors(adapter: Adapter, rename: (name: string) => string): Feeds {
  const tensors: Feeds = {};
  for (const [i, block] of adapter.blocks.entries()) {
    for (const name of linearNames) {
      tensors[rename(tensorName(i, name, "down"))] = tensorOf(block[name].down);
      tensors[rename(tensorName(i, name, "up"))] = tensorOf(block[name].up);
    }
  }
  return tensors;
}

function headFeeds(
  { targets, rowWeights }: LabeledBatch,
  classes: Matrix,
  indices: readonly number[],
): Feeds {
  const weights = Float32Array.from(indices, (i) => rowWeights[i]);
  return {
    classes: tensorOf(classes),
    targets: tensorOf(takeRows(targets, indices)),
    rowWeights: new Tensor("float32", weights, [indices.length, 1]),
  };
}

function vectorOf(data: Float32Array): Tensor {
  return new Tensor("float32", data, [data.length]);
}

/** Copies row i of `data` to row indices[i] of a matrix. */
function scatterRows(matrix: Matrix, indices: readonly number[], data: Float32Array): void {
  const { columns } = matrix;
  for (const [from, to] of indices.entries()) {
    matrix.data.set(data.subarray(from * columns, (from + 1) * columns), to * columns);
  }
}
