/** A range that covers the true value in 95 of 100 cases, if the rows are a random sample. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** Share of cases in which an interval covers the true value. Larger: intervals are wider. */
export const intervalLevel = 0.95;

const tail = (1 - intervalLevel) / 2;

/** A share: `part` of `whole`. */
export interface Share {
  readonly part: number;
  readonly whole: number;
}

/**
 * Returns the interval between the outer quantiles of resampled values (the percentile bootstrap; Efron, 1979).
 * @param values resampled values; NaN where a resample has no value
 * @returns undefined if fewer than half of the resamples have a value
 */
export function percentileInterval(values: ArrayLike<number>): Interval | undefined {
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  if (sorted.length === 0 || sorted.length < values.length / 2) return undefined;
  return { lower: quantile(sorted, tail), upper: quantile(sorted, 1 - tail) };
}

/**
 * Returns the percentile interval of a share. A share of 0 or 1 is the same in every resample, so it gets the exact
 * binomial interval (Clopper and Pearson, 1934).
 * @param values resampled values of the share
 * @param rowsPerDraw number of rows per independent draw, on average; more rows make the exact interval wider
 */
export function shareInterval(
  values: ArrayLike<number>,
  { part, whole }: Share,
  rowsPerDraw: number,
): Interval | undefined {
  if (whole === 0) return undefined;
  if (part > 0 && part < whole) return percentileInterval(values);
  const draws = Math.max(1, whole / rowsPerDraw);
  const end = tail ** (1 / draws);
  return part === 0 ? { lower: 0, upper: 1 - end } : { lower: end, upper: 1 };
}

/**
 * Returns the interval of a figure that resampling raises, as it does the calibration error: the quantiles of the
 * resampled values, reflected at the figure (the basic bootstrap; Davison and Hinkley, 1997). It is extended to contain
 * the figure, and it does not go below zero.
 */
export function reflectedInterval(values: ArrayLike<number>, figure: number): Interval | undefined {
  const plain = percentileInterval(values);
  if (plain === undefined) return undefined;
  return {
    lower: Math.min(figure, Math.max(0, 2 * figure - plain.upper)),
    upper: Math.max(figure, 2 * figure - plain.lower),
  };
}

/**
 * Returns a quantile of ascending values, interpolated between neighbors as numpy does by default.
 * @internal Exported for tests.
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}
