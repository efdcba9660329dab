import type { GraphBuilder, Value } from "../../onnx/graph-builder.ts";

/** What the loss reads beside the texts' vectors. */
export interface CosineLossValues {
  /** [classes, hidden]: a direction a class, of any length. */
  readonly classes: Value;
  /** [batch, classes]: the wanted share of each class, rows summing to 1. */
  readonly targets: Value;
  /** [batch, 1]: each row's share in the loss. */
  readonly rowWeights: Value;
}

export interface CosineLossGraph {
  /** Without axes. */
  readonly loss: Value;
  readonly dx: Value;
  readonly dClasses: Value;
}

/**
 * Softmax cross-entropy of cosines: L = - sum_i w_i sum_c t_ic log softmax_c(s cos(x_i, c)), with its gradients.
 * @param x [batch, hidden]
 * @param factor s: how sharp cosines are made.
 */
export function cosineLoss(
  graph: GraphBuilder,
  x: Value,
  { classes, targets, rowWeights }: CosineLossValues,
  factor: number,
): CosineLossGraph {
  const { text, kind, scores } = cosineScores(graph, x, classes, factor);
  const alpha = { float: factor };
  const logProbabilities = graph.apply("LogSoftmax", [scores], { axis: -1 });
  const weighted = graph.apply("Mul", [targets, rowWeights]);
  const terms = graph.apply("Mul", [weighted, logProbabilities]);
  const loss = graph.apply("Neg", [graph.apply("ReduceSum", [terms], { keepdims: 0 })]);

  const surplus = graph.apply("Sub", [graph.apply("Exp", [logProbabilities]), targets]);
  const dScores = graph.apply("Mul", [surplus, rowWeights]);
  const dText = graph.apply("Gemm", [dScores, kind.unit], { alpha });
  const dKind = graph.apply("Gemm", [dScores, text.unit], { transA: 1, alpha });
  return {
    loss,
    dx: unitRowsBackward(graph, dText, text),
    dClasses: unitRowsBackward(graph, dKind, kind),
  };
}

/** `scores` [batch, classes]: s cos(x, c); and the rows of unit length that they are products of. */
export function cosineScores(
  graph: GraphBuilder,
  x: Value,
  classes: Value,
  factor: number,
): { readonly text: UnitRows; readonly kind: UnitRows; readonly scores: Value } {
  const text = unitRows(graph, x);
  const kind = unitRows(graph, classes);
  const scores = graph.apply("Gemm", [text.unit, kind.unit], { transB: 1, alpha: { float: factor } });
  return { text, kind, scores };
}

interface UnitRows {
  readonly unit: Value;
  readonly length: Value;
}

/** x / |x|, row by row. */
export function unitRows(graph: GraphBuilder, x: Value): UnitRows {
  const length = graph.apply("ReduceL2", [x], { axes: [-1], keepdims: 1 });
  return { unit: graph.apply("Div", [x, length]), length };
}

/** dx = (du - u (u . du)) / |x| */
function unitRowsBackward(graph: GraphBuilder, du: Value, { unit, length }: UnitRows): Value {
  const product = graph.apply("Mul", [unit, du]);
  const along = graph.apply("ReduceSum", [product, graph.integers([-1])], { keepdims: 1 });
  return graph.apply("Div", [graph.apply("Sub", [du, graph.apply("Mul", [unit, along])]), length]);
}
