import type { GraphBuilder, Value } from "../../onnx/graph-builder.ts";
import {
  type LinearValues,
  type LowRankGradients,
  linear,
  linearInputGradient,
  lowRankGradients,
} from "./linear.ts";

export interface FeedForwardValues {
  readonly intermediate: LinearValues;
  readonly output: LinearValues;
}

/** What the backward pass reads; all but x are [rows, intermediate]. */
export interface FeedForwardMemory {
  readonly x: Value;
  readonly v: Value;
  readonly onePlusErf: Value;
  readonly activated: Value;
}

/**
 * Two linear maps with GELU between them, in its exact form u (1 + erf(u / sqrt 2)) / 2.
 *
 * With v = u / sqrt 2 that is v (1 + erf v) / sqrt 2: the first factor rides on the first product, the second on the
 * second one, and three passes over the widest tensor of the encoder remain.
 */
export function feedForward(
  graph: GraphBuilder,
  x: Value,
  { intermediate, output }: FeedForwardValues,
): { readonly y: Value; readonly memory: FeedForwardMemory } {
  const v = linear(graph, x, intermediate, { product: Math.SQRT1_2, bias: Math.SQRT1_2 });
  const onePlusErf = graph.apply("Add", [graph.apply("Erf", [v]), graph.scalar(1)]);
  const activated = graph.apply("Mul", [v, onePlusErf]);
  const y = linear(graph, activated, output, { product: Math.SQRT1_2 });
  return { y, memory: { x, v, onePlusErf, activated } };
}

/** The gradient of x, added to `plus`, and those of the low-rank matrices. `scale` is the adapter's. */
export function feedForwardBackward(
  graph: GraphBuilder,
  dy: Value,
  { intermediate, output }: FeedForwardValues,
  { x, v, onePlusErf, activated }: FeedForwardMemory,
  { scale, plus }: { readonly scale: number; readonly plus: Value },
): { readonly dx: Value; readonly gradients: Record<"intermediate" | "output", LowRankGradients> } {
  const factor = Math.SQRT1_2;
  const dActivated = linearInputGradient(graph, dy, output, { factor });
  const dv = graph.apply("Mul", [dActivated, activationSlope(graph, v, onePlusErf)]);
  return {
    dx: linearInputGradient(graph, dv, intermediate, { factor, plus }),
    gradients: {
      intermediate: lowRankGradients(graph, x, dv, intermediate, factor * scale),
      output: lowRankGradients(graph, activated, dy, output, factor * scale),
    },
  };
}

/** The derivative of v (1 + erf v), which is 1 + erf v + v (2 / sqrt pi) exp(-v^2); the factor goes into the exponent. */
function activationSlope(graph: GraphBuilder, v: Value, onePlusErf: Value): Value {
  const logFactor = graph.scalar(Math.log(2 / Math.sqrt(Math.PI)));
  const exponent = graph.apply("Sub", [logFactor, graph.apply("Mul", [v, v])]);
  const erfSlope = graph.apply("Exp", [exponent]);
  return graph.apply("Add", [onePlusErf, graph.apply("Mul", [v, erfSlope])]);
}
