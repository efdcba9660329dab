import { randomWords } from "../math/random.ts";
import type { RowGroups } from "./row-columns.ts";

/** How intervals are computed. */
export interface BootstrapOptions {
  /** Number of resamples. 0: no intervals. Default: 1,000; fewer if there are more than 50,000 rows, at least 200. */
  readonly resamples?: number;
  /** Seed of the resamples. Default: 0. */
  readonly seed?: number;
}

/** How intervals were computed. */
export interface Bootstrap {
  /** Share of cases in which an interval covers the true value. */
  readonly level: number;
  readonly resamples: number;
  readonly seed: number;
  /** Number of groups that were drawn from. Nearly equal texts are one group. */
  readonly groups: number;
}

const usualResamples = 1000;
/** Fewer make the ends of intervals depend on the seed. */
const minResamples = 200;
/** Maximum number of rows that are drawn in all resamples. More take more time: this number takes about two seconds. */
const maxDraws = 5e7;

/** Returns the default number of resamples. */
export function usualResamplesOf(rows: number): number {
  return Math.min(usualResamples, Math.max(minResamples, Math.floor(maxDraws / rows)));
}

/**
 * Draws groups with replacement, as many as there are, and calls `visit` with the number of times that each group was
 * drawn (Efron, 1979; of whole groups: Davison and Hinkley, "Bootstrap Methods and their Application", 1997, 3.8). The
 * same seed gives the same resamples.
 */
export function forEachResample(
  { count }: RowGroups,
  { resamples, seed }: Required<BootstrapOptions>,
  visit: (drawn: Int32Array, resample: number) => void,
): void {
  const next = randomWords(seed);
  const drawn = new Int32Array(count);
  for (let resample = 0; resample < resamples; resample++) {
    drawn.fill(0);
    for (let i = 0; i < count; i++) drawn[Math.floor((next() * count) / 2 ** 32)]++;
    visit(drawn, resample);
  }
}
