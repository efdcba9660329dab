export interface AdamWOptions {
  /** How much of each number is taken away in a step, times the rate; 0.01 unless given. */
  readonly weightDecay?: number;
}

const firstDecay = 0.9;
const secondDecay = 0.999;
const epsilon = 1e-8;

/**
 * AdamW on one vector of parameters: Adam with weight decay apart from the gradient
 * (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019), with the usual decays 0.9 and 0.999.
 */
export class AdamW {
  /** Running means of the gradient and of its square, and the steps taken: all that a resumed run needs. */
  readonly mean: Float32Array;
  readonly square: Float32Array;
  steps = 0;
  readonly #weightDecay: number;

  constructor(length: number, { weightDecay = 0.01 }: AdamWOptions = {}) {
    this.mean = new Float32Array(length);
    this.square = new Float32Array(length);
    this.#weightDecay = weightDecay;
  }

  /** Moves the parameters, in place, against the gradient. */
  step(parameters: Float32Array, gradient: Float32Array, rate: number): void {
    const { mean, square } = this;
    this.steps++;
    const meanCorrection = 1 - firstDecay ** this.steps;
    const squareCorrection = 1 - secondDecay ** this.steps;
    const kept = 1 - rate * this.#weightDecay;
    const reach = rate / meanCorrection;
    const spread = 1 / Math.sqrt(squareCorrection);
    for (let i = 0; i < parameters.length; i++) {
      const slope = gradient[i];
      const average = mean[i] + (1 - firstDecay) * (slope - mean[i]);
      const power = square[i] + (1 - secondDecay) * (slope * slope - square[i]);
      mean[i] = average;
      square[i] = power;
      parameters[i] = parameters[i] * kept - (reach * average) / (Math.sqrt(power) * spread + epsilon);
    }
  }
}

/** The rate of step 0, 1, ... as a share of the highest: it rises evenly over the warm-up and falls evenly to zero. */
export function warmUpAndDecay(step: number, steps: number, warmUpSteps: number): number {
  if (step < warmUpSteps) return (step + 1) / warmUpSteps;
  return (steps - step) / Math.max(steps - warmUpSteps, 1);
}
