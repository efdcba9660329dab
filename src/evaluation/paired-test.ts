import { type Interval, percentileInterval } from "./interval.ts";
import { mcNemarTest } from "./mcnemar.ts";

/** Numbers of rows by who is right, and the test of whether one of two classifiers is right more often. */
export interface PairedTest {
  readonly bothCorrect: number;
  /** Rows that only the evaluated classifier gets right. With several labels: all labels of the row. */
  readonly fixed: number;
  /** Rows that only the baseline gets right. */
  readonly broken: number;
  readonly bothWrong: number;
  /** Two-sided p-value of McNemar's exact test. It takes rows as independent. */
  readonly pValue: number;
}

/** Below this p-value a difference counts as more than chance. */
const significance = 0.05;

/** @param count returns the number of rows that the evaluated classifier, and the baseline, gets right or wrong */
export function pairedTest(count: (isOwnCorrect: boolean, isOtherCorrect: boolean) => number): PairedTest {
  const [fixed, broken] = [count(true, false), count(false, true)];
  return {
    bothCorrect: count(true, true),
    fixed,
    broken,
    bothWrong: count(false, false),
    pValue: mcNemarTest(fixed, broken),
  };
}

/** Says whether a difference is more than chance, with its p-value: "may be chance (p = 0.210)". */
export function chanceOf(pValue: number): string {
  const p = pValue < 0.001 ? "p < 0.001" : `p = ${pValue.toFixed(3)}`;
  return `${pValue < significance ? "is more than chance" : "may be chance"} (${p})`;
}

/**
 * Returns a figure of both classifiers, and the interval of the difference if it varies.
 * @param differences the difference in each resample
 */
export function comparedFigure<Name extends string>(
  name: Name,
  [value, baseline]: readonly [number, number],
  differences: Float64Array,
): {
  readonly name: Name;
  readonly value: number;
  readonly baseline: number;
  readonly difference: number;
  readonly interval?: Interval;
} {
  const interval = percentileInterval(differences);
  const isVaried = interval !== undefined && interval.lower < interval.upper;
  return { name, value, baseline, difference: value - baseline, ...(isVaried && { interval }) };
}

const changeOrder = ["broken", "fixed", "wrong"] as const;

interface ChangedOfRow {
  readonly row: number;
  readonly change: (typeof changeOrder)[number];
}

/** Sorts changed rows: broken ones first, then fixed ones, each by their number. */
export function byChange(a: ChangedOfRow, b: ChangedOfRow): number {
  return changeOrder.indexOf(a.change) - changeOrder.indexOf(b.change) || a.row - b.row;
}
