import type { GraphBuilder, Value } from "../../onnx/graph-builder.ts";
import {
  type AttentionMemory,
  type AttentionValues,
  attention,
  attentionBackward,
  firstTokens,
  type RowLayout,
} from "./attention.ts";
import {
  type FeedForwardMemory,
  type FeedForwardValues,
  feedForward,
  feedForwardBackward,
} from "./feed-forward.ts";
import { layerNorm, layerNormBackward, type NormMemory, type NormValues } from "./layer-norm.ts";
import type { LowRankGradients } from "./linear.ts";

/** The tensors of a BERT block. "output" is the second map of the feed-forward layer. */
export interface BlockValues extends AttentionValues, FeedForwardValues {
  readonly attentionNorm: NormValues;
  readonly outputNorm: NormValues;
}

export interface BlockMemory {
  readonly attention: AttentionMemory;
  readonly attentionNorm: NormMemory;
  readonly feedForward: FeedForwardMemory;
  readonly outputNorm: NormMemory;
  readonly dropout?: BlockDropout;
}

export interface BlockOptions {
  readonly layout: RowLayout;
  /** The layer norms' epsilon. */
  readonly epsilon: number;
  /** Whether only the first token of each text is computed: of the last block nothing else is used. */
  readonly firstTokenOnly: boolean;
  /** Default: no dropout. */
  readonly dropout?: BlockDropout;
}

/** Factors of what the attention and the feed-forward layer add to the residual: [rows, hidden] each. */
export interface BlockDropout {
  readonly attention: Value;
  readonly feedForward: Value;
}

/**
 * Adds a BERT block: h = norm(x + attention(x)), y = norm(h + feedForward(h)). Dropout applies to what attention and
 * feed-forward layer add.
 */
export function block(
  graph: GraphBuilder,
  x: Value,
  values: BlockValues,
  { layout, epsilon, firstTokenOnly, dropout }: BlockOptions,
): { readonly y: Value; readonly memory: BlockMemory } {
  const queryRows = firstTokenOnly ? firstTokens(graph, x, layout) : x;
  const attended = attention(graph, x, queryRows, values, layout);
  const attentionSum = graph.apply("Add", [scaled(graph, attended.y, dropout?.attention), queryRows]);
  const middle = layerNorm(graph, attentionSum, values.attentionNorm, epsilon);
  const fed = feedForward(graph, middle.y, values);
  const outputSum = graph.apply("Add", [scaled(graph, fed.y, dropout?.feedForward), middle.y]);
  const output = layerNorm(graph, outputSum, values.outputNorm, epsilon);
  const memory = {
    attention: attended.memory,
    attentionNorm: middle.memory,
    feedForward: fed.memory,
    outputNorm: output.memory,
    dropout,
  };
  return { y: output.y, memory };
}

function scaled(graph: GraphBuilder, value: Value, factors: Value | undefined): Value {
  return factors === undefined ? value : graph.apply("Mul", [value, factors]);
}

/** Adds the gradient of x and those of the six pairs of low-rank matrices. */
export function blockBackward(
  graph: GraphBuilder,
  dy: Value,
  values: BlockValues,
  memory: BlockMemory,
  layout: RowLayout,
  scale: number,
): {
  readonly dx: Value;
  readonly gradients: Record<keyof AttentionValues | keyof FeedForwardValues, LowRankGradients>;
} {
  const dOutputSum = layerNormBackward(graph, dy, values.outputNorm, memory.outputNorm);
  const dFed = scaled(graph, dOutputSum, memory.dropout?.feedForward);
  const fed = feedForwardBackward(graph, dFed, values, memory.feedForward, { scale, plus: dOutputSum });
  const dAttentionSum = layerNormBackward(graph, fed.dx, values.attentionNorm, memory.attentionNorm);
  const dAttended = scaled(graph, dAttentionSum, memory.dropout?.attention);
  const attended = attentionBackward(graph, dAttended, values, memory.attention, layout, {
    scale,
    plus: dAttentionSum,
  });
  return { dx: attended.dx, gradients: { ...attended.gradients, ...fed.gradients } };
}
