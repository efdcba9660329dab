import {
  type EncoderWeights,
  type LinearName,
  linearNames,
  type NormName,
  normNames,
} from "../../encoder/transformer/encoder-weights.ts";
import { GraphBuilder, type Value } from "../../onnx/graph-builder.ts";
import type { RowLayout } from "./attention.ts";
import { type BlockDropout, type BlockMemory, type BlockValues, block, blockBackward } from "./block.ts";
import { unitRows } from "./cosine-loss.ts";
import { dropoutFactors } from "./dropout.ts";
import { headLosses, type LossName } from "./head-loss.ts";
import { layerNorm } from "./layer-norm.ts";
import { meanOfTokens, meanOfTokensBackward, tokenShares } from "./mean-pooling.ts";

/** Scores are this number times cos(text, class). If it is larger, the softmax or sigmoid is sharper. */
export const headFactor = 20;

/** Options of stepGraph(). */
export interface StepGraphOptions {
  readonly rank: number;
  readonly scale: number;
  /** Dropout rate in units of 1/256. Its masks are inputs of the graph, see `keptNames`. Default: no dropout. */
  readonly droppedOutOf256?: number;
  /** Default: "softmax". */
  readonly loss?: LossName;
}

/** Returns the name of a tensor of a linear map or layer norm of a block. */
export function tensorName(block: number, map: string, part: "weight" | "bias" | "down" | "up"): string {
  return `${block}.${map}.${part}`;
}

/** Returns the name of the step graph's output with the gradient of a tensor. */
export function gradientName(tensor: string): string {
  return `d ${tensor}`;
}

/** Returns the names of a block's dropout masks: that of its attention, then that of its feed-forward layer. */
export function keptNames(block: number): readonly [attention: string, feedForward: string] {
  return [`${block}.attention.kept`, `${block}.feedForward.kept`];
}

/** Builds the graph token embeddings -> `vectors` [batch, hidden] of unit length. */
export function embedGraph(weights: EncoderWeights): Uint8Array {
  const graph = new GraphBuilder();
  const { vectors } = encoderForward(graph, weights);
  graph.output("vectors", unitRows(graph, vectors).unit, ["batch", "hidden"]);
  return graph.toBytes();
}

/** Builds the graph token embeddings, `classes` -> `scores` [batch, classes]. */
export function scoreGraph(weights: EncoderWeights, loss: LossName = "softmax"): Uint8Array {
  const graph = new GraphBuilder();
  const { vectors } = encoderForward(graph, weights);
  const classes = classesInput(graph, weights, loss);
  const scores = headLosses[loss].scores(graph, vectors, classes, headFactor, hiddenOf(weights));
  graph.output("scores", scores, ["batch", "classes"]);
  return graph.toBytes();
}

/** Builds the graph token embeddings, targets -> `loss`, gradients of all low-rank matrices and of the head. */
export function stepGraph(weights: EncoderWeights, options: StepGraphOptions): Uint8Array {
  const { rank, scale, loss = "softmax" } = options;
  const graph = new GraphBuilder();
  const forward = encoderForward(graph, weights, options);
  const head = headLoss(graph, forward.vectors, weights, loss);
  graph.output("loss", head.loss, []);
  graph.output(gradientName("classes"), head.dClasses, ["classes", columnsOf(weights, loss)]);
  const { shares, layout } = forward;
  let gradient = shares === undefined ? head.dx : meanOfTokensBackward(graph, head.dx, shares, layout);
  for (let i = weights.blocks.length - 1; i >= 0; i--) {
    const { values, memory } = forward.blocks[i];
    const { dx, gradients } = blockBackward(graph, gradient, values, memory, forward.layout, scale);
    for (const name of linearNames) {
      const { rows, columns } = weights.blocks[i][name].weight;
      graph.output(gradientName(tensorName(i, name, "down")), gradients[name].down, [rows, rank]);
      graph.output(gradientName(tensorName(i, name, "up")), gradients[name].up, [rank, columns]);
    }
    gradient = dx;
  }
  return graph.toBytes();
}

function headLoss(graph: GraphBuilder, vectors: Value, weights: EncoderWeights, loss: LossName) {
  const values = {
    classes: classesInput(graph, weights, loss),
    targets: graph.input("targets", "float32", ["batch", "classes"]),
    rowWeights: graph.input("rowWeights", "float32", ["batch", 1]),
  };
  return headLosses[loss].loss(graph, vectors, values, headFactor, hiddenOf(weights));
}

function classesInput(graph: GraphBuilder, weights: EncoderWeights, loss: LossName): Value {
  return graph.input("classes", "float32", ["classes", columnsOf(weights, loss)]);
}

function columnsOf(weights: EncoderWeights, loss: LossName): number {
  return headLosses[loss].columns(hiddenOf(weights));
}

interface ForwardGraph {
  /** Output of the last block for the first token, or its mean over the tokens: [batch, hidden]. */
  readonly vectors: Value;
  /** The share of each token in the mean; undefined if the first token is used. */
  readonly shares: Value | undefined;
  readonly layout: RowLayout;
  readonly blocks: readonly { readonly values: BlockValues; readonly memory: BlockMemory }[];
}

/** @param training options of a graph that computes gradients and may have dropout. Default: forward pass only */
function encoderForward(
  graph: GraphBuilder,
  weights: EncoderWeights,
  training?: StepGraphOptions,
): ForwardGraph {
  const layout = rowLayout(graph, weights);
  const { hidden } = layout;
  const embeddings = graph.input("embeddings", "float32", ["tokens", hidden]);
  const norm = {
    weight: graph.input("embeddingNorm.weight", "float32", [hidden]),
    bias: graph.input("embeddingNorm.bias", "float32", [hidden]),
  };
  let rows = layerNorm(graph, embeddings, norm, weights.epsilon).y;
  const last = weights.blocks.length - 1;
  const shares = weights.pooling === "mean" ? tokenShares(graph) : undefined;
  const blocks = weights.blocks.map((_, i) => {
    declareBlock(graph, weights, i, training?.rank);
    const values = blockValues(i);
    const dropout = blockDropout(graph, i, hidden, training?.droppedOutOf256);
    const options = { layout, epsilon: weights.epsilon, firstTokenOnly: i === last && !shares, dropout };
    const { y, memory } = block(graph, rows, values, options);
    rows = y;
    return { values, memory };
  });
  const vectors = shares === undefined ? rows : meanOfTokens(graph, rows, shares, layout);
  return { vectors, shares, layout, blocks };
}

function rowLayout(graph: GraphBuilder, weights: EncoderWeights): RowLayout {
  const hidden = hiddenOf(weights);
  return {
    hidden,
    headSize: hidden / weights.heads,
    shape: graph.input("shape", "int64", [4]),
    mask: graph.input("mask", "float32", ["batch", 1, 1, "length"]),
    firstToken: graph.input("firstToken", "float32", [1, "length", 1]),
  };
}

/** Declares a block's tensors as inputs. The low-rank matrices are declared only if there is a rank. */
function declareBlock(
  graph: GraphBuilder,
  weights: EncoderWeights,
  index: number,
  rank: number | undefined,
): void {
  for (const map of linearNames) {
    const { rows, columns } = weights.blocks[index][map].weight;
    graph.input(tensorName(index, map, "weight"), "float32", [rows, columns]);
    graph.input(tensorName(index, map, "bias"), "float32", [columns]);
    if (rank === undefined) continue;
    graph.input(tensorName(index, map, "down"), "float32", [rows, rank]);
    graph.input(tensorName(index, map, "up"), "float32", [rank, columns]);
  }
  for (const map of normNames) {
    graph.input(tensorName(index, map, "weight"), "float32", [hiddenOf(weights)]);
    graph.input(tensorName(index, map, "bias"), "float32", [hiddenOf(weights)]);
  }
}

function blockDropout(
  graph: GraphBuilder,
  index: number,
  hidden: number,
  droppedOutOf256: number | undefined,
): BlockDropout | undefined {
  if (droppedOutOf256 === undefined) return undefined;
  const [attention, feedForward] = keptNames(index).map((name) =>
    dropoutFactors(graph, graph.input(name, "int8", [`${index} tokens`, hidden]), droppedOutOf256),
  );
  return { attention, feedForward };
}

function blockValues(index: number): BlockValues {
  const affine = (map: LinearName | NormName) => ({
    weight: tensorName(index, map, "weight"),
    bias: tensorName(index, map, "bias"),
  });
  const linear = (map: LinearName) => ({
    ...affine(map),
    down: tensorName(index, map, "down"),
    up: tensorName(index, map, "up"),
  });
  return {
    query: linear("query"),
    key: linear("key"),
    value: linear("value"),
    attentionOutput: linear("attentionOutput"),
    intermediate: linear("intermediate"),
    output: linear("output"),
    attentionNorm: affine("attentionNorm"),
    outputNorm: affine("outputNorm"),
  };
}

function hiddenOf(weights: EncoderWeights): number {
  return weights.words.columns;
}
