import { sum } from "../../math/vector.ts";
import { batchCount } from "./epoch-batches.ts";

export interface TuningPlanOptions {
  /** Times that every row is seen; without it as many as the number of rows lets be. */
  readonly epochs?: number;
  /** Rows of one optimisation step; 32 unless given. */
  readonly batchRows?: number;
  /** Tokens of each row that is held out. */
  readonly heldOut?: readonly number[];
}

/** How much work a tuning is. */
export interface TuningPlan {
  readonly epochs: number;
  readonly batchRows: number;
  /** Optimisation steps in all epochs. */
  readonly steps: number;
  /** Tokens that go forward and back in all epochs. */
  readonly tokens: number;
  /** Estimated for the bundled encoder on two cores. From sizes alone, so that data is always decided in the same way. */
  readonly seconds: number;
  /** The part of them that one look at the held-out rows takes; there are epochs + 1. */
  readonly judgingSeconds: number;
}

/** Few rows are seen ten times; many fewer times, so that the steps stay bounded, but thrice at least. */
const rowsSeen = 12_000;
const leastEpochs = 3;
const mostEpochs = 10;

/**
 * Measured with the bundled encoder on two threads, in processor time, of which each thread has half: 0.80 s for a step of
 * 32 x 24 tokens, 5.2 s for 32 x 128 and 12 s for 32 x 256; forward alone is 0.45 of that. Merging, AdamW and the rest
 * of a step take 0.05 s, whatever its size.
 */
const speed = { secondsPerToken: 0.0005, secondsPerPair: 1e-6, forwardShare: 0.45, secondsPerStep: 0.05 };

/**
 * Says how often rows are to be seen and how long that will take, from their numbers of tokens.
 * @param lengths tokens of each row, special ones included.
 */
export function planTuning(lengths: readonly number[], options: TuningPlanOptions = {}): TuningPlan {
  const { batchRows = 32, heldOut = [], epochs = defaultEpochs(lengths.length) } = options;
  const steps = epochs * batchCount(lengths.length, batchRows);
  const tokens = epochs * sum(lengths);
  const judgingSeconds = speed.forwardShare * textSeconds(heldOut);
  const stepSeconds = epochs * textSeconds(lengths) + steps * speed.secondsPerStep;
  const seconds = stepSeconds + (epochs + 1) * judgingSeconds;
  return { epochs, batchRows, steps, tokens, seconds, judgingSeconds };
}

/** The share of a plan's work, from 0 to 1, that so many steps and looks at held-out rows are. */
export function shareDone(plan: TuningPlan, step: number, looks: number): number {
  const { epochs, steps, seconds, judgingSeconds } = plan;
  const stepSeconds = (seconds - (epochs + 1) * judgingSeconds) / steps;
  return Math.min(1, (step * stepSeconds + looks * judgingSeconds) / seconds);
}

function defaultEpochs(rows: number): number {
  return Math.min(Math.max(Math.round(rowsSeen / rows), leastEpochs), mostEpochs);
}

/** Forward and back, once; attention looks at pairs of tokens. */
function textSeconds(lengths: readonly number[]): number {
  return sum(lengths.map((length) => length * (speed.secondsPerToken + length * speed.secondsPerPair)));
}
