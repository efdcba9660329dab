import type { GraphBuilder, Value } from "../../onnx/graph-builder.ts";

/** A linear map's tensors in the graph; the weight is the merged one, W + s * down * up. */
export interface LinearValues {
  /** [inputs, outputs] */
  readonly weight: Value;
  /** [outputs] */
  readonly bias: Value;
  /** [inputs, rank] */
  readonly down: Value;
  /** [rank, outputs] */
  readonly up: Value;
}

/** Factors that ride on the product, so that no pass over the data is spent on them. */
export interface LinearFactors {
  readonly product?: number;
  readonly bias?: number;
}

/** Gradients of a linear map's two low-rank matrices. */
export interface LowRankGradients {
  readonly down: Value;
  readonly up: Value;
}

/** y = f x W + g b for rows x [rows, inputs], with the factors f (`product`) and g (`bias`), 1 unless given. */
export function linear(
  graph: GraphBuilder,
  x: Value,
  { weight, bias }: LinearValues,
  factors: LinearFactors = {},
): Value {
  const attributes = { alpha: { float: factors.product ?? 1 }, beta: { float: factors.bias ?? 1 } };
  return graph.apply("Gemm", [x, weight, bias], attributes);
}

/** f dy W' + plus: the gradient of x, added to what other readers of x contributed. */
export function linearInputGradient(
  graph: GraphBuilder,
  dy: Value,
  { weight }: LinearValues,
  { factor = 1, plus }: { readonly factor?: number; readonly plus?: Value } = {},
): Value {
  const inputs = plus === undefined ? [dy, weight] : [dy, weight, plus];
  return graph.apply("Gemm", inputs, { transB: 1, alpha: { float: factor } });
}

/**
 * Gradients of down and up where W = W0 + s down up:
 * d down = f s x' (dy up') and d up = f s (x down)' dy. Nothing of the size of W is ever made.
 * @param factor f s
 */
export function lowRankGradients(
  graph: GraphBuilder,
  x: Value,
  dy: Value,
  { down, up }: LinearValues,
  factor: number,
): LowRankGradients {
  const alpha = { float: factor };
  const dyUp = graph.apply("Gemm", [dy, up], { transB: 1 });
  const xDown = graph.apply("Gemm", [x, down]);
  return {
    down: graph.apply("Gemm", [x, dyUp], { transA: 1, alpha }),
    up: graph.apply("Gemm", [xDown, dy], { transA: 1, alpha }),
  };
}
