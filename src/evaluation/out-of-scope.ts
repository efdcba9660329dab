import { type Ranking, rankScores, weightedAreaUnderRoc } from "./area-under-roc.ts";
import { type BootstrapOptions, forEachResample } from "./bootstrap.ts";
import type { EvaluatedRow } from "./evaluated-row.ts";
import { type Interval, percentileInterval, shareInterval } from "./interval.ts";
import type { RowGroups } from "./row-columns.ts";

/** How well rows that are out of scope (whose truth is null) are recognized. */
export interface OutOfScopeScores {
  /** Number of rows that are out of scope. */
  readonly rows: number;
  /** Number of the other rows. */
  readonly inScopeRows: number;
  /**
   * How well `noneProbability` separates the two: the area under the ROC curve, 0.5 for chance and 1 for perfect. Absent if
   * a row has no `noneProbability`, or if there are no in-scope rows.
   */
  readonly areaUnderRoc?: number;
  /**
   * The `noneProbability` from which a row counts as recognized. Absent if a row has no `noneProbability`: then the rows
   * whose prediction is null count.
   */
  readonly threshold?: number;
  /** Share of the out-of-scope rows that are recognized. */
  readonly recall: number;
  /** Share of the in-scope rows that are taken as out of scope. Absent if there are none. */
  readonly falseAlarmRate?: number;
  /** Share of the rows taken as out of scope that are. Absent if there are none. */
  readonly precision?: number;
  /** Absent if there are no resamples. */
  readonly intervals?: OutOfScopeIntervals;
}

export interface OutOfScopeIntervals {
  readonly areaUnderRoc?: Interval;
  readonly recall?: Interval;
  readonly falseAlarmRate?: Interval;
  readonly precision?: Interval;
}

/** Sums of weights. */
interface Sums {
  /** Out of scope and recognized, out of scope and not recognized. */
  readonly found: number;
  readonly missed: number;
  /** In scope and taken as out of scope, in scope and not taken so. */
  readonly alarms: number;
  readonly quiet: number;
  readonly area?: number;
}

/** The rows as columns: 1 for out of scope, 1 for taken as out of scope, and their order by `noneProbability`. */
interface NoneColumns {
  readonly isOut: Uint8Array;
  readonly isTaken: Uint8Array;
  readonly ranking?: Ranking;
}

/**
 * Computes the scores from all rows.
 * @param threshold the `noneProbability` from which a row counts as recognized
 * @returns undefined if no row is out of scope
 */
export function outOfScopeScores(
  rows: readonly EvaluatedRow[],
  groups: RowGroups,
  threshold: number,
  options: Required<BootstrapOptions>,
): OutOfScopeScores | undefined {
  if (rows.every(({ truth }) => truth !== null)) return undefined;
  const isKnown = rows.every(({ noneProbability }) => noneProbability !== undefined);
  const columns = noneColumns(rows, isKnown ? threshold : undefined);
  const whole = sumsOf(columns, () => 1);
  const { found, missed, alarms, quiet, area } = whole;
  return {
    rows: found + missed,
    inScopeRows: alarms + quiet,
    ...(area !== undefined && { areaUnderRoc: area }),
    ...(isKnown && { threshold }),
    recall: found / (found + missed),
    ...(alarms + quiet > 0 && { falseAlarmRate: alarms / (alarms + quiet) }),
    ...(found + alarms > 0 && { precision: found / (found + alarms) }),
    ...(options.resamples > 0 && { intervals: intervalsOf(columns, whole, groups, options) }),
  };
}

function noneColumns(rows: readonly EvaluatedRow[], threshold: number | undefined): NoneColumns {
  const isOut = Uint8Array.from(rows, ({ truth }) => (truth === null ? 1 : 0));
  const isTaken = Uint8Array.from(rows, ({ prediction, noneProbability = 0 }) =>
    (threshold === undefined ? prediction === null : noneProbability >= threshold) ? 1 : 0,
  );
  if (threshold === undefined || !isOut.includes(0)) return { isOut, isTaken };
  const scores = Float64Array.from(rows, ({ noneProbability = 0 }) => noneProbability);
  return { isOut, isTaken, ranking: rankScores(scores, (row) => isOut[row] === 1) };
}

function sumsOf({ isOut, isTaken, ranking }: NoneColumns, weightOf: (row: number) => number): Sums {
  const sums = { found: 0, missed: 0, alarms: 0, quiet: 0 };
  for (let row = 0; row < isOut.length; row++) {
    if (isOut[row]) sums[isTaken[row] ? "found" : "missed"] += weightOf(row);
    else sums[isTaken[row] ? "alarms" : "quiet"] += weightOf(row);
  }
  return ranking ? { ...sums, area: weightedAreaUnderRoc(ranking, weightOf) } : sums;
}

function intervalsOf(
  columns: NoneColumns,
  whole: Sums,
  groups: RowGroups,
  options: Required<BootstrapOptions>,
): OutOfScopeIntervals {
  const series = Array.from({ length: 4 }, () => new Float64Array(options.resamples));
  forEachResample(groups, options, (drawn, resample) => {
    const sums = sumsOf(columns, (row) => drawn[groups.ofRow[row]]);
    const { found, missed, alarms, quiet, area = Number.NaN } = sums;
    const values = [area, found / (found + missed), alarms / (alarms + quiet), found / (found + alarms)];
    for (const [i, value] of values.entries()) series[i][resample] = value;
  });
  const { found, missed, alarms, quiet, area } = whole;
  const rowsPerDraw = columns.isOut.length / groups.count;
  const [areas, recalls, rates, precisions] = series;
  const intervals: Record<keyof OutOfScopeIntervals, Interval | undefined> = {
    areaUnderRoc: areaInterval(areas, area, Math.min(found + missed, alarms + quiet) / rowsPerDraw),
    recall: shareInterval(recalls, { part: found, whole: found + missed }, rowsPerDraw),
    falseAlarmRate: shareInterval(rates, { part: alarms, whole: alarms + quiet }, rowsPerDraw),
    precision: shareInterval(precisions, { part: found, whole: found + alarms }, rowsPerDraw),
  };
  return Object.fromEntries(Object.entries(intervals).filter(([, interval]) => interval !== undefined));
}

/**
 * Returns the interval of an area. A perfect separation is the same in every resample: it gets the exact interval of a
 * share of as many rows as the smaller side has, which is rather too wide.
 */
function areaInterval(
  values: Float64Array,
  area: number | undefined,
  smallerSide: number,
): Interval | undefined {
  if (area === undefined) return undefined;
  return area === 0 || area === 1
    ? shareInterval(values, { part: area * smallerSide, whole: smallerSide }, 1)
    : percentileInterval(values);
}
