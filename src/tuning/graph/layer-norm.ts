import type { GraphBuilder, Value } from "../../onnx/graph-builder.ts";

/** A layer norm's weight and bias in the graph, [size] each. */
export interface NormValues {
  readonly weight: Value;
  readonly bias: Value;
}

/** What the backward pass reads: the norm's input and the rows' means and inverse deviations [rows, 1]. */
export interface NormMemory {
  readonly x: Value;
  readonly mean: Value;
  readonly inverse: Value;
}

const lastAxis = { axes: [-1], keepdims: 1 };

/** y = n w + b with n = (x - mean) / sqrt(variance + epsilon), row by row. */
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

/** dx = (dn - mean(dn) - n mean(dn n)) / deviation, with dn = dy w; weight and bias are frozen. */
export function layerNormBackward(
  graph: GraphBuilder,
  dy: Value,
  { weight }: NormValues,
  { x, mean, inverse }: NormMemory,
): Value {
  const normalized = graph.apply("Mul", [graph.apply("Sub", [x, mean]), inverse]);
  const dn = graph.apply("Mul", [dy, weight]);
  const level = graph.apply("ReduceMean", [dn], lastAxis);
  const along = graph.apply("ReduceMean", [graph.apply("Mul", [dn, normalized])], lastAxis);
  const leveled = graph.apply("Sub", [dn, level]);
  const rest = graph.apply("Sub", [leveled, graph.apply("Mul", [normalized, along])]);
  return graph.apply("Mul", [rest, inverse]);
}
