import type { GraphBuilder, Value } from "../../onnx/graph-builder.ts";
import {
  type LinearValues,
  type LowRankGradients,
  linear,
  linearInputGradient,
  lowRankGradients,
} from "./linear.ts";

export interface AttentionValues {
  readonly query: LinearValues;
  readonly key: LinearValues;
  readonly value: LinearValues;
  readonly attentionOutput: LinearValues;
}

/** The layout of a batch: the rows of its texts one after the other, [batch * length, hidden]. */
export interface RowLayout {
  /** Dimensions of a token, and of one head. */
  readonly hidden: number;
  readonly headSize: number;
  /** int64 [4]: batch, length, heads, head size. */
  readonly shape: Value;
  /** [batch, 1, 1, length]: 0 for a token, a very negative number for padding. */
  readonly mask: Value;
  /** [1, length, 1]: 1 for the first token, 0 for the others. */
  readonly firstToken: Value;
}

/** What the backward pass needs: the rows, and tensors per head, [batch, heads, length, ...]. */
export interface AttentionMemory {
  readonly x: Value;
  readonly queryRows: Value;
  readonly heads: Record<"query" | "key" | "value" | "context", Value>;
  readonly weights: Value;
  readonly context: Value;
}

/**
 * Adds multi-head attention, softmax(q k' / sqrt d + mask) v, and a linear map.
 * @param x the rows that keys and values are computed from
 * @param queryRows the rows that queries are computed from: x itself, or the first token of each text, [batch, hidden]
 */
export function attention(
  graph: GraphBuilder,
  x: Value,
  queryRows: Value,
  { query, key, value, attentionOutput }: AttentionValues,
  layout: RowLayout,
): { readonly y: Value; readonly memory: AttentionMemory } {
  const factor = 1 / Math.sqrt(layout.headSize);
  const queryShape = headShape(graph, queryRows === x, layout);
  const q = splitHeads(graph, linear(graph, queryRows, query, { product: factor, bias: factor }), queryShape);
  const k = splitHeads(graph, linear(graph, x, key), layout.shape);
  const v = splitHeads(graph, linear(graph, x, value), layout.shape);
  const scores = graph.apply("Add", [graph.apply("MatMul", [q, transposed(graph, k)]), layout.mask]);
  const weights = graph.apply("Softmax", [scores], { axis: -1 });
  const c = graph.apply("MatMul", [weights, v]);
  const context = joinHeads(graph, c, layout);
  const heads = { query: q, key: k, value: v, context: c };
  return {
    y: linear(graph, context, attentionOutput),
    memory: { x, queryRows, heads, weights, context },
  };
}

/**
 * Adds the gradient of x and those of the low-rank matrices. The gradient of x includes the one through the query rows and
 * the one of the residual (`plus`).
 *
 * The gradient of softmax is dS = P (dP - rowsum(P dP)). Because rowsum(P dP) = rowsum(dC C), the sum is computed from the
 * smaller tensors (Dao et al., "FlashAttention", 2022).
 */
export function attentionBackward(
  graph: GraphBuilder,
  dy: Value,
  { query, key, value, attentionOutput }: AttentionValues,
  { x, queryRows, heads, weights, context }: AttentionMemory,
  layout: RowLayout,
  { scale, plus }: { readonly scale: number; readonly plus: Value },
): { readonly dx: Value; readonly gradients: Record<keyof AttentionValues, LowRankGradients> } {
  const factor = 1 / Math.sqrt(layout.headSize);
  const dContext = linearInputGradient(graph, dy, attentionOutput);
  const dc = splitHeads(graph, dContext, headShape(graph, queryRows === x, layout));
  const dWeights = graph.apply("MatMul", [dc, transposed(graph, heads.value)]);
  const product = graph.apply("Mul", [dc, heads.context]);
  const rowSum = graph.apply("ReduceSum", [product, graph.integers([-1])], { keepdims: 1 });
  const dScores = graph.apply("Mul", [weights, graph.apply("Sub", [dWeights, rowSum])]);
  const dq = joinHeads(graph, graph.apply("MatMul", [dScores, heads.key]), layout);
  const dk = joinHeads(graph, graph.apply("MatMul", [transposed(graph, dScores), heads.query]), layout);
  const dv = joinHeads(graph, graph.apply("MatMul", [transposed(graph, weights), dc]), layout);

  const dQueryRows = linearInputGradient(graph, dq, query, { factor, plus });
  const spread = queryRows === x ? dQueryRows : spreadFirstTokens(graph, dQueryRows, layout);
  const dKeys = linearInputGradient(graph, dk, key, { plus: spread });
  return {
    dx: linearInputGradient(graph, dv, value, { plus: dKeys }),
    gradients: {
      query: lowRankGradients(graph, queryRows, dq, query, factor * scale),
      key: lowRankGradients(graph, x, dk, key, scale),
      value: lowRankGradients(graph, x, dv, value, scale),
      attentionOutput: lowRankGradients(graph, context, dy, attentionOutput, scale),
    },
  };
}

/** Takes the first token of every text: [batch * length, hidden] -> [batch, hidden]. */
export function firstTokens(graph: GraphBuilder, x: Value, { shape, hidden }: RowLayout): Value {
  const tokens = graph.apply("Reshape", [x, shape]);
  const first = graph.apply("Slice", [tokens, graph.integers([0]), graph.integers([1]), graph.integers([1])]);
  return graph.apply("Reshape", [first, graph.integers([-1, hidden])]);
}

/** Reverses firstTokens: first tokens among rows of zeros, [batch, hidden] -> [batch * length, hidden]. */
function spreadFirstTokens(graph: GraphBuilder, rows: Value, { hidden, firstToken }: RowLayout): Value {
  const column = graph.apply("Reshape", [rows, graph.integers([-1, 1, hidden])]);
  return graph.apply("Reshape", [graph.apply("Mul", [column, firstToken]), graph.integers([-1, hidden])]);
}

function headShape(graph: GraphBuilder, all: boolean, { shape, hidden, headSize }: RowLayout): Value {
  return all ? shape : graph.integers([-1, 1, hidden / headSize, headSize]);
}

/** [batch * length, hidden] -> [batch, heads, length, head size] */
function splitHeads(graph: GraphBuilder, rows: Value, shape: Value): Value {
  return graph.apply("Transpose", [graph.apply("Reshape", [rows, shape])], { perm: [0, 2, 1, 3] });
}

/** [batch, heads, length, head size] -> [batch * length, hidden] */
function joinHeads(graph: GraphBuilder, heads: Value, { hidden }: RowLayout): Value {
  const tokens = graph.apply("Transpose", [heads], { perm: [0, 2, 1, 3] });
  return graph.apply("Reshape", [tokens, graph.integers([-1, hidden])]);
}

/** Exchanges the last two axes. onnxruntime fuses this into the matrix product that follows. */
function transposed(graph: GraphBuilder, heads: Value): Value {
  return graph.apply("Transpose", [heads], { perm: [0, 1, 3, 2] });
}
