import type { GraphBuilder, Value } from "../../onnx/graph-builder.ts";

/** Inputs of the loss in addition to the texts' vectors. */
export interface CosineLossValues {
  /** One vector per class, of any length: [classes, hidden]. */
  readonly classes: Value;
  /** Target probabilities: [batch, classes], rows sum to 1. */
  readonly targets: Value;
  /** Weight of each row in the loss: [batch, 1]. */
  readonly rowWeights: Value;
}

export interface CosineLossGraph {
  /** A scalar. */
  readonly loss: Value;
  readonly dx: Value;
  readonly dClasses: Value;
}

/**
 * Adds the softmax cross-entropy of cosines, L = - sum_i w_i sum_c t_ic log softmax_c(s cos(x_i, c)), and its gradients.
 * @param x [batch, hidden]
 * @param factor s, the inverse temperature of the softmax
 */
export function cosineLoss(
  graph: GraphBuilder,
  x: Value,
  { classes, targets, rowWeights }: CosineLossValues,
  factor: number,
): CosineLossGraph {
  const { text, classRows, scores } = cosineScores(graph, x, classes, factor);
  const alpha = { float: factor };
  const logProbabilities = graph.apply("LogSoftmax", [scores], { axis: -1 });
  const weighted = graph.apply("Mul", [targets, rowWeights]);
  const terms = graph.apply("Mul", [weighted, logProbabilities]);
  const loss = graph.apply("Neg", [graph.apply("ReduceSum", [terms], { keepdims: 0 })]);

  const error = graph.apply("Sub", [graph.apply("Exp", [logProbabilities]), targets]);
  const dScores = graph.apply("Mul", [error, rowWeights]);
  const dText = graph.apply("Gemm", [dScores, classRows.unit], { alpha });
  const dClassRows = graph.apply("Gemm", [dScores, text.unit], { transA: 1, alpha });
  return {
    loss,
    dx: unitRowsBackward(graph, dText, text),
    dClasses: unitRowsBackward(graph, dClassRows, classRows),
  };
}

/** Adds `scores` = s cos(x, c), [batch, classes], and returns them with the unit vectors they are computed from. */
export function cosineScores(
  graph: GraphBuilder,
  x: Value,
  classes: Value,
  factor: number,
): { readonly text: UnitRows; readonly classRows: UnitRows; readonly scores: Value } {
  const text = unitRows(graph, x);
  const classRows = unitRows(graph, classes);
  const scores = graph.apply("Gemm", [text.unit, classRows.unit], { transB: 1, alpha: { float: factor } });
  return { text, classRows, scores };
}

interface UnitRows {
  readonly unit: Value;
  readonly length: Value;
}

/** Adds x / |x|, row by row. */
export function unitRows(graph: GraphBuilder, x: Value): UnitRows {
  const length = graph.apply("ReduceL2", [x], { axes: [-1], keepdims: 1 });
  return { unit: graph.apply("Div", [x, length]), length };
}

/** Adds the gradient dx = (du - u (u . du)) / |x|. */
export function unitRowsBackward(graph: GraphBuilder, du: Value, { unit, length }: UnitRows): Value {
  const product = graph.apply("Mul", [unit, du]);
  const projection = graph.apply("ReduceSum", [product, graph.integers([-1])], { keepdims: 1 });
  return graph.apply("Div", [graph.apply("Sub", [du, graph.apply("Mul", [unit, projection])]), length]);
}
