export interface AdamWOptions {
  /** Per step each parameter shrinks by the learning rate times this. Default: 0.01. */
  readonly weightDecay?: number;
}

/** Decay of the running mean of gradients. If it is larger, more past steps count. */
const firstDecay = 0.9;
/** Decay of the running mean of squared gradients. If it is larger, more past steps count. */
const secondDecay = 0.999;
/** Avoids division by zero. If it is larger, parameters with small gradients move less. */
const epsilon = 1e-8;

/**
 * Optimizes one vector of parameters with AdamW: Adam with weight decay separate from the gradient (Loshchilov and
 * Hutter, "Decoupled Weight Decay Regularization", 2019).
 */
export class AdamW {
  /** Running means of the gradient and of its square, and the number of steps: all that a resumed run needs. */
  readonly mean: Float32Array;
  readonly square: Float32Array;
  steps = 0;
  readonly #weightDecay: number;

  constructor(length: number, { weightDecay = 0.01 }: AdamWOptions = {}) {
    this.mean = new Float32Array(length);
    this.square = new Float32Array(length);
    this.#weightDecay = weightDecay;
  }

  /** Updates the parameters in place. */
  step(parameters: Float32Array, gradient: Float32Array, rate: number): void {
    const { mean, square } = this;
    this.steps++;
    const meanCorrection = 1 - firstDecay ** this.steps;
    const squareCorrection = 1 - secondDecay ** this.steps;
    const retained = 1 - rate * this.#weightDecay;
    const stepSize = rate / meanCorrection;
    const squareScale = 1 / Math.sqrt(squareCorrection);
    for (let i = 0; i < parameters.length; i++) {
      const derivative = gradient[i];
      const average = mean[i] + (1 - firstDecay) * (derivative - mean[i]);
      const meanSquare = square[i] + (1 - secondDecay) * (derivative * derivative - square[i]);
      mean[i] = average;
      square[i] = meanSquare;
      parameters[i] =
        parameters[i] * retained - (stepSize * average) / (Math.sqrt(meanSquare) * squareScale + epsilon);
    }
  }
}

/**
 * Returns the learning rate of a step, as a share of the highest: it rises linearly during the warm-up and then falls
 * linearly to zero.
 * @param step number of the step, from 0
 */
export function warmUpAndDecay(step: number, steps: number, warmUpSteps: number): number {
  if (step < warmUpSteps) return (step + 1) / warmUpSteps;
  return (steps - step) / Math.max(steps - warmUpSteps, 1);
}
