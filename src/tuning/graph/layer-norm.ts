import type { GraphBuilder, Value } from "../../onnx/graph-builder.ts";

/** A layer norm's weight and bias in the graph, [size] each. */
export interface NormValues {
  readonly weight: Value;
  readonly bias: Value;
}

/** What the backward pass needs: the input, and the means and inverse standard deviations of its rows, [rows, 1]. */
export interface NormMemory {
  readonly x: Value;
  readonly mean: Value;
  readonly inverse: Value;
}

const lastAxis = { axes: [-1], keepdims: 1 };

/** Adds a layer norm: y = n w + b with n = (x - mean) / sqrt(variance + epsilon), row by row. */
export function layerNorm(
  graph: GraphBuilder,
  x: Value,
  { weight, bias }: NormValues,
  epsilon: number,
): { readonly y: Value; readonly memory: NormMemory } {
  const attributes = { axis: -1, epsilon: { float: epsilon } };
  const [y, mean, inverse] = graph.applyMany("LayerNormalization", [x, weight, bias], attributes, 3);
  return { y, memory: { x, mean, inverse } };
}

/** Adds the gradient dx = (dn - mean(dn) - n mean(dn n)) / deviation, with dn = dy w. Weight and bias are frozen. */
export function layerNormBackward(
  graph: GraphBuilder,
  dy: Value,
  { weight }: NormValues,
  { x, mean, inverse }: NormMemory,
): Value {
  const normalized = graph.apply("Mul", [graph.apply("Sub", [x, mean]), inverse]);
  const dn = graph.apply("Mul", [dy, weight]);
  const meanGradient = graph.apply("ReduceMean", [dn], lastAxis);
  const projection = graph.apply("ReduceMean", [graph.apply("Mul", [dn, normalized])], lastAxis);
  const centered = graph.apply("Sub", [dn, meanGradient]);
  const rest = graph.apply("Sub", [centered, graph.apply("Mul", [normalized, projection])]);
  return graph.apply("Mul", [rest, inverse]);
}
