import { type LinePoint, searchLine } from "./line-search.ts";

/**
 * A smooth function to minimize. It returns its value at `point` and writes its gradient there into `gradient`. It may be
 * asynchronous, must not change `point`, and may throw to stop the search.
 */
export type Objective = (point: Float64Array, gradient: Float64Array) => number | Promise<number>;

export interface MinimizeOptions {
  /** The search stops once no component of the gradient is larger than this. Default: 1e-5. */
  readonly gradientTolerance?: number;
  /** The search stops once an iteration lowers the value by less than this share of it. Default: 1e-9. */
  readonly valueTolerance?: number;
  /** Maximum number of iterations. Default: 100. */
  readonly maximumIterations?: number;
}

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** Number of calls of the objective. */
  readonly evaluations: number;
  /** Why the search ended. "no descent" means that rounding errors prevent any further decrease. */
  readonly reason: "gradient" | "value" | "iterations" | "no descent";
}

/** A step, the change of the gradient over it, and the scale 1 / (step . change). */
interface Correction {
  readonly step: Float32Array;
  readonly change: Float32Array;
  readonly scale: number;
}

/** Number of corrections that are kept. More take more memory and gain little; fewer need more iterations (Nocedal and Wright, chapter 7). */
const memory = 10;

/**
 * Minimizes a smooth function of many variables by L-BFGS with a Wolfe line search. The search begins at `start`, which is not
 * changed. Memory: 10 pairs of float32 vectors and 5 float64 vectors of the length of `start`.
 *
 * Nocedal and Wright, "Numerical Optimization", 2006, algorithms 7.4 and 7.5.
 */
export async function minimize(
  objective: Objective,
  start: Float64Array,
  options: MinimizeOptions = {},
): Promise<Minimum> {
  const { gradientTolerance = 1e-5, valueTolerance = 1e-9, maximumIterations = 100 } = options;
  let point = Float64Array.from(start);
  let gradient = new Float64Array(start.length);
  let value = await objective(point, gradient);
  let evaluations = 1;
  let nextPoint = new Float64Array(start.length);
  let nextGradient = new Float64Array(start.length);
  const direction = new Float64Array(start.length);
  const corrections: Correction[] = [];

  async function evaluate(step: number): Promise<LinePoint> {
    for (let i = 0; i < point.length; i++) nextPoint[i] = point[i] + step * direction[i];
    evaluations++;
    const found = await objective(nextPoint, nextGradient);
    return { step, value: found, slope: dot(nextGradient, direction) };
  }

  let iterations = 0;
  const finish = (reason: Minimum["reason"]): Minimum => ({ point, value, iterations, evaluations, reason });
  for (;;) {
    if (largest(gradient) <= gradientTolerance) return finish("gradient");
    if (iterations === maximumIterations) return finish("iterations");
    chooseDirection(direction, gradient, corrections);
    const origin = { step: 0, value, slope: dot(gradient, direction) };
    // The curvature is unknown at first, so the first step has at most length 1.
    const firstStep = corrections.length > 0 ? 1 : Math.min(1, 1 / Math.sqrt(dot(gradient, gradient)));
    const found = await searchLine(evaluate, origin, firstStep);
    if (found === undefined) return finish("no descent");
    remember(corrections, correctionBetween(point, gradient, nextPoint, nextGradient));
    [point, nextPoint] = [nextPoint, point];
    [gradient, nextGradient] = [nextGradient, gradient];
    value = found.value;
    iterations++;
    const decrease = origin.value - value;
    if (decrease <= valueTolerance * Math.max(Math.abs(origin.value), Math.abs(value)))
      return finish("value");
  }
}

/** Writes minus the approximate inverse Hessian times the gradient into `direction`, by the two-loop recursion. */
function chooseDirection(
  direction: Float64Array,
  gradient: Float64Array,
  corrections: readonly Correction[],
): void {
  for (let i = 0; i < gradient.length; i++) direction[i] = -gradient[i];
  const weights: number[] = [];
  for (const { step, change, scale } of corrections.toReversed()) {
    const weight = scale * dot(step, direction);
    weights.push(weight);
    addScaled(direction, change, -weight);
  }
  const newest = corrections.at(-1);
  if (newest === undefined) return;
  const curvature = 1 / (newest.scale * dot(newest.change, newest.change));
  for (let i = 0; i < direction.length; i++) direction[i] *= curvature;
  for (const { step, change, scale } of corrections) {
    const weight = weights.pop()! - scale * dot(change, direction);
    addScaled(direction, step, weight);
  }
}

/** Returns a correction in float32, which takes half the memory. The Hessian is an approximation anyway. */
function correctionBetween(
  point: Float64Array,
  gradient: Float64Array,
  nextPoint: Float64Array,
  nextGradient: Float64Array,
): Correction {
  const step = new Float32Array(point.length);
  const change = new Float32Array(point.length);
  for (let i = 0; i < point.length; i++) {
    step[i] = nextPoint[i] - point[i];
    change[i] = nextGradient[i] - gradient[i];
  }
  return { step, change, scale: 1 / dot(step, change) };
}

/** Keeps a correction if its curvature is positive. The Wolfe conditions guarantee that, except for rounding errors. */
function remember(corrections: Correction[], correction: Correction): void {
  if (!(correction.scale > 0 && Number.isFinite(correction.scale))) return;
  corrections.push(correction);
  if (corrections.length > memory) corrections.shift();
}

type Vector = Float32Array | Float64Array;

function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function addScaled(target: Float64Array, source: Vector, weight: number): void {
  for (let i = 0; i < target.length; i++) target[i] += weight * source[i];
}

function largest(vector: Float64Array): number {
  let most = 0;
  for (let i = 0; i < vector.length; i++) most = Math.max(most, Math.abs(vector[i]));
  return most;
}
