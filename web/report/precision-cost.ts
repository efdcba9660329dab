import type { CoveragePoint } from "../../src/evaluation/coverage-curve.ts";

/**
 * Returns the point with the largest coverage at which at least this share of the answers is correct.
 * @returns undefined if there is none
 */
export function pointOfPrecision(
  points: readonly CoveragePoint[],
  precision: number,
): CoveragePoint | undefined {
  // Points are sorted by descending threshold, so the last match covers the largest share.
  return points.findLast(({ accuracy }) => accuracy >= precision);
}
