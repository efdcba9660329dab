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

/** What the backward pass needs. All tensors but x are [rows, intermediate]. */
export interface FeedForwardMemory {
  readonly x: Value;
  readonly v: Value;
  readonly onePlusErf: Value;
  readonly activated: Value;
}

/**
 * Adds a feed-forward layer: two linear maps with the exact GELU, u (1 + erf(u / sqrt 2)) / 2, between them.
 *
 * With v = u / sqrt 2 this is v (1 + erf v) / sqrt 2. Both factors 1 / sqrt 2 are computed within the two matrix products,
 * which leaves three passes over the widest tensor of the encoder.
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

/** Adds the gradient of x plus `plus`, and the gradients of the low-rank matrices. `scale` is that of the adapter. */
export function feedForwardBackward(
  graph: GraphBuilder,
  dy: Value,
  { intermediate, output }: FeedForwardValues,
  { x, v, onePlusErf, activated }: FeedForwardMemory,
  { scale, plus }: { readonly scale: number; readonly plus: Value },
): { readonly dx: Value; readonly gradients: Record<"intermediate" | "output", LowRankGradients> } {
  const factor = Math.SQRT1_2;
  const dActivated = linearInputGradient(graph, dy, output, { factor });
  const dv = graph.apply("Mul", [dActivated, activationDerivative(graph, v, onePlusErf)]);
  return {
    dx: linearInputGradient(graph, dv, intermediate, { factor, plus }),
    gradients: {
      intermediate: lowRankGradients(graph, x, dv, intermediate, factor * scale),
      output: lowRankGradients(graph, activated, dy, output, factor * scale),
    },
  };
}

/** Adds the derivative of v (1 + erf v): 1 + erf v + v exp(log(2 / sqrt pi) - v^2). */
function activationDerivative(graph: GraphBuilder, v: Value, onePlusErf: Value): Value {
  const logFactor = graph.scalar(Math.log(2 / Math.sqrt(Math.PI)));
  const exponent = graph.apply("Sub", [logFactor, graph.apply("Mul", [v, v])]);
  const erfDerivative = graph.apply("Exp", [exponent]);
  return graph.apply("Add", [onePlusErf, graph.apply("Mul", [v, erfDerivative])]);
}
