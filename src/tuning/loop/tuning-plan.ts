import { sum } from "../../math/vector.ts";
import { batchCount } from "./epoch-batches.ts";

export interface TuningPlanOptions {
  /** Passes over the rows. Default: 3 to 10, fewer if there are more rows. */
  readonly epochs?: number;
  /** Maximum number of rows per optimization step. Default: 32. */
  readonly batchRows?: number;
  /** Number of tokens of each held-out row. Default: no row is held out. */
  readonly heldOut?: readonly number[];
}

/** The amount of work of a tuning. */
export interface TuningPlan {
  readonly epochs: number;
  readonly batchRows: number;
  /** Optimization steps of all epochs. */
  readonly steps: number;
  /** Tokens of the forward and backward passes of all epochs. */
  readonly tokens: number;
  /**
   * Estimated seconds for the bundled encoder on two cores. The estimate does not depend on the machine, so that the same
   * data always leads to the same decision.
   */
  readonly seconds: number;
  /** Seconds of one evaluation on the held-out rows, included in `seconds`. There are epochs + 1 evaluations. */
  readonly evaluationSeconds: number;
}

/**
 * Number of rows that are processed in all epochs together; it sets the number of epochs, within limits. A larger number
 * takes more time.
 */
const rowsSeen = 12_000;
const minEpochs = 3;
const maxEpochs = 10;

/**
 * Speed of the bundled encoder on two threads, measured as processor time of both: a step takes 0.80 s for 32 x 24 tokens,
 * 5.2 s for 32 x 128 and 12 s for 32 x 256. The forward pass alone takes 0.45 of that. Merging, AdamW and the rest of a
 * step take 0.05 s, whatever its size.
 */
const speed = { secondsPerToken: 0.0005, secondsPerPair: 1e-6, forwardShare: 0.45, secondsPerStep: 0.05 };

/**
 * Plans the number of epochs and estimates how long they take.
 * @param lengths number of tokens of each row, special tokens included
 */
export function planTuning(lengths: readonly number[], options: TuningPlanOptions = {}): TuningPlan {
  const { batchRows = 32, heldOut = [], epochs = defaultEpochs(lengths.length) } = options;
  const steps = epochs * batchCount(lengths.length, batchRows);
  const tokens = epochs * sum(lengths);
  const evaluationSeconds = speed.forwardShare * textSeconds(heldOut);
  const stepSeconds = epochs * textSeconds(lengths) + steps * speed.secondsPerStep;
  const seconds = stepSeconds + (epochs + 1) * evaluationSeconds;
  return { epochs, batchRows, steps, tokens, seconds, evaluationSeconds };
}

/** Returns the share of a plan's work that is done after a number of steps and evaluations, 0 to 1. */
export function shareDone(plan: TuningPlan, step: number, evaluations: number): number {
  const { epochs, steps, seconds, evaluationSeconds } = plan;
  const stepSeconds = (seconds - (epochs + 1) * evaluationSeconds) / steps;
  return Math.min(1, (step * stepSeconds + evaluations * evaluationSeconds) / seconds);
}

function defaultEpochs(rows: number): number {
  return Math.min(Math.max(Math.round(rowsSeen / rows), minEpochs), maxEpochs);
}

/** Estimates the seconds of one forward and backward pass. Attention computes pairs of tokens. */
function textSeconds(lengths: readonly number[]): number {
  return sum(lengths.map((length) => length * (speed.secondsPerToken + length * speed.secondsPerPair)));
}
