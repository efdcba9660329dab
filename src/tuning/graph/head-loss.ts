import type { GraphBuilder, Value } from "../../onnx/graph-builder.ts";
import { type CosineLossGraph, type CosineLossValues, cosineLoss, cosineScores } from "./cosine-loss.ts";
import { sigmoidLoss, thresholdScores } from "./sigmoid-loss.ts";

/** "softmax": one class per text. "sigmoid": independent labels. */
export type LossName = "softmax" | "sigmoid";

/** The part of the graphs behind the encoder: from the texts' vectors to scores, and to the loss and its gradients. */
interface HeadLoss {
  /** Number of columns of the input `classes` for an encoder with vectors of this size. */
  columns(hidden: number): number;
  scores(graph: GraphBuilder, x: Value, classes: Value, factor: number, hidden: number): Value;
  loss(
    graph: GraphBuilder,
    x: Value,
    values: CosineLossValues,
    factor: number,
    hidden: number,
  ): CosineLossGraph;
}

export const headLosses: Readonly<Record<LossName, HeadLoss>> = {
  softmax: {
    columns: (hidden) => hidden,
    scores: (graph, x, classes, factor) => cosineScores(graph, x, classes, factor).scores,
    loss: (graph, x, values, factor) => cosineLoss(graph, x, values, factor),
  },
  sigmoid: {
    columns: (hidden) => hidden + 1,
    scores: (...given) => thresholdScores(...given).scores,
    loss: sigmoidLoss,
  },
};
