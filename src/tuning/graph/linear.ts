import type { GraphBuilder, Value } from "../../onnx/graph-builder.ts";

/** The tensors of a linear map in the graph. The weight is the merged one, W + s * down * up. */
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

/** Factors that are computed within the matrix product, so that they need no extra pass over the data. */
export interface LinearFactors {
  readonly product?: number;
  readonly bias?: number;
}

/** Gradients of a linear map's two low-rank matrices. */
export interface LowRankGradients {
  readonly down: Value;
  readonly up: Value;
}

/** Adds y = f x W + g b for rows x [rows, inputs], with the factors f (`product`, default 1) and g (`bias`, default 1). */
export function linear(
  graph: GraphBuilder,
  x: Value,
  { weight, bias }: LinearValues,
  factors: LinearFactors = {},
): Value {
  const attributes = { alpha: { float: factors.product ?? 1 }, beta: { float: factors.bias ?? 1 } };
  return graph.apply("Gemm", [x, weight, bias], attributes);
}

/** Adds the gradient of x, f dy W' + plus; `plus` is the gradient from other uses of x. */
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
 * Adds the gradients of down and up for W = W0 + s down up: d down = f s x' (dy up') and d up = f s (x down)' dy. No
 * tensor of the size of W is needed.
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
