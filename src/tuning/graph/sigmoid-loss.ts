import type { GraphBuilder, Value } from "../../onnx/graph-builder.ts";
import {
  type CosineLossGraph,
  type CosineLossValues,
  cosineScores,
  unitRowsBackward,
} from "./cosine-loss.ts";

/** Inputs of the loss of independent labels. */
export interface SigmoidLossValues extends CosineLossValues {
  /** A vector of any length per label, and behind it the label's threshold m_c: [labels, hidden + 1]. */
  readonly classes: Value;
  /** Probability of each label, 0 to 1: [batch, labels]. */
  readonly targets: Value;
}

/**
 * Adds the binary cross-entropy of independent labels and its gradients,
 *
 *     L = sum_i w_i sum_c log(1 + exp(z_ic)) - t_ic z_ic,  z_ic = s (cos(x_i, c) - m_c)
 *
 * @param x [batch, hidden]
 * @param factor s
 */
export function sigmoidLoss(
  graph: GraphBuilder,
  x: Value,
  { classes, targets, rowWeights }: SigmoidLossValues,
  factor: number,
  hidden: number,
): CosineLossGraph {
  const { text, classRows, scores } = thresholdScores(graph, x, classes, factor, hidden);
  const products = graph.apply("Mul", [targets, scores]);
  const losses = graph.apply("Sub", [graph.apply("Softplus", [scores]), products]);
  const loss = graph.apply("ReduceSum", [graph.apply("Mul", [losses, rowWeights])], { keepdims: 0 });

  const error = graph.apply("Sub", [graph.apply("Sigmoid", [scores]), targets]);
  const dScores = graph.apply("Mul", [error, rowWeights]);
  const alpha = { float: factor };
  const dText = graph.apply("Gemm", [dScores, classRows.unit], { alpha });
  const dClassRows = graph.apply("Gemm", [dScores, text.unit], { transA: 1, alpha });
  const dSums = graph.apply("ReduceSum", [dScores, graph.integers([0])], { keepdims: 0 });
  const dThresholds = graph.apply("Mul", [
    graph.apply("Reshape", [dSums, graph.integers([-1, 1])]),
    graph.scalar(-factor),
  ]);
  const dVectors = unitRowsBackward(graph, dClassRows, classRows);
  return {
    loss,
    dx: unitRowsBackward(graph, dText, text),
    dClasses: graph.apply("Concat", [dVectors, dThresholds], { axis: 1 }),
  };
}

/** Adds `scores` = s (cos(x, c) - m_c), [batch, labels], and returns them with the unit vectors they are computed from. */
export function thresholdScores(
  graph: GraphBuilder,
  x: Value,
  classes: Value,
  factor: number,
  hidden: number,
): ReturnType<typeof cosineScores> {
  const columns = (from: number, to: number) =>
    graph.apply("Slice", [classes, graph.integers([from]), graph.integers([to]), graph.integers([1])]);
  const cosines = cosineScores(graph, x, columns(0, hidden), factor);
  const thresholds = graph.apply("Reshape", [columns(hidden, hidden + 1), graph.integers([1, -1])]);
  const scaled = graph.apply("Mul", [thresholds, graph.scalar(factor)]);
  return { ...cosines, scores: graph.apply("Sub", [cosines.scores, scaled]) };
}
