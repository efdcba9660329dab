import type { GraphBuilder, Value } from "../../onnx/graph-builder.ts";
import type { RowLayout } from "./attention.ts";

/** Name of the input with the share of each token in its text's mean, 0 for padding: [batch, length, 1, 1]. */
export const tokenSharesName = "tokenShares";

export function tokenShares(graph: GraphBuilder): Value {
  return graph.input(tokenSharesName, "float32", ["batch", "length", 1, 1]);
}

/** Adds the mean over the tokens of each text: [batch * length, hidden] -> [batch, hidden]. */
export function meanOfTokens(
  graph: GraphBuilder,
  x: Value,
  shares: Value,
  { shape, hidden }: RowLayout,
): Value {
  const weighted = graph.apply("Mul", [graph.apply("Reshape", [x, shape]), shares]);
  const sums = graph.apply("ReduceSum", [weighted, graph.integers([1])], { keepdims: 0 });
  return graph.apply("Reshape", [sums, graph.integers([-1, hidden])]);
}

/** Adds the gradient of x: each token gets its share of the gradient of the mean, [batch, hidden] -> [batch * length, hidden]. */
export function meanOfTokensBackward(
  graph: GraphBuilder,
  dMean: Value,
  shares: Value,
  { hidden, headSize }: RowLayout,
): Value {
  const column = graph.apply("Reshape", [dMean, graph.integers([-1, 1, hidden / headSize, headSize])]);
  return graph.apply("Reshape", [graph.apply("Mul", [column, shares]), graph.integers([-1, hidden])]);
}

/** Returns the value of the input for a batch of texts of these lengths. */
export function tokenSharesOf(lengths: readonly number[], longest: number): Float32Array {
  const shares = new Float32Array(lengths.length * longest);
  for (const [i, length] of lengths.entries()) shares.fill(1 / length, i * longest, i * longest + length);
  return shares;
}
