import { type Bootstrap, type BootstrapOptions, forEachResample } from "../bootstrap.ts";
import { type Interval, intervalLevel, percentileInterval, shareInterval } from "../interval.ts";
import type { RowGroups } from "../row-columns.ts";
import {
  countLabelSets,
  figuresOfCounts,
  type LabelSetColumns,
  type LabelSetCounts,
} from "./label-set-counts.ts";
import type { LabelIntervals, LabelSetFigureName } from "./label-set-evaluation.ts";

/** Intervals of the figures, and of every label in the order of the names. */
export interface LabelSetIntervals {
  readonly figures: Readonly<Partial<Record<LabelSetFigureName, Interval>>>;
  readonly labels: readonly LabelIntervals[];
  readonly bootstrap: Bootstrap;
}

/** Computes bootstrap intervals. Groups of rows are drawn, since nearly equal rows are no independent evidence. */
export function labelSetIntervals(
  columns: LabelSetColumns,
  groups: RowGroups,
  options: Required<BootstrapOptions>,
): LabelSetIntervals {
  const { resamples } = options;
  const whole = countLabelSets(columns);
  const names = Object.keys(figuresOfCounts(whole)) as LabelSetFigureName[];
  const figures = new Map(names.map((name) => [name, new Float64Array(resamples)]));
  const ofLabels = columns.names.map(() => [0, 1, 2].map(() => new Float32Array(resamples)));
  forEachResample(groups, options, (drawn, resample) => {
    const counts = countLabelSets(columns, (row) => drawn[groups.ofRow[row]]);
    const found = figuresOfCounts(counts);
    for (const [name, values] of figures) values[resample] = found[name];
    for (const [c, [precision, recall, f1]] of ofLabels.entries()) {
      const [correct, answered, support] = [counts.correct[c], counts.answered[c], counts.support[c]];
      precision[resample] = correct / answered;
      recall[resample] = correct / support;
      f1[resample] = (2 * correct) / (answered + support);
    }
  });
  const rowsPerDraw = columns.rows / groups.count;
  return {
    figures: figureIntervals(figures, whole, rowsPerDraw),
    labels: ofLabels.map((values, c) => labelIntervals(values, whole, c, rowsPerDraw)),
    bootstrap: { level: intervalLevel, ...options, groups: groups.count },
  };
}

function figureIntervals(
  figures: ReadonlyMap<LabelSetFigureName, Float64Array>,
  { rows, exact, support, answered, correct }: LabelSetCounts,
  rowsPerDraw: number,
): Partial<Record<LabelSetFigureName, Interval>> {
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
  const [part, all, given] = [total(correct), total(support), total(answered)];
  const shares = {
    exactMatch: { part: exact, whole: rows },
    microPrecision: { part, whole: given },
    microRecall: { part, whole: all },
  };
  const found: Partial<Record<LabelSetFigureName, Interval>> = {};
  for (const [name, values] of figures) {
    const interval =
      name in shares
        ? shareInterval(values, shares[name as keyof typeof shares], rowsPerDraw)
        : percentileInterval(values);
    if (interval) found[name] = interval;
  }
  return found;
}

function labelIntervals(
  [precision, recall, f1]: readonly Float32Array[],
  { support, answered, correct }: LabelSetCounts,
  c: number,
  rowsPerDraw: number,
): LabelIntervals {
  const part = correct[c];
  const most = Math.max(support[c], answered[c]);
  const isExtreme = part === 0 || (part === support[c] && part === answered[c]);
  const found = {
    precision: shareInterval(precision, { part, whole: answered[c] }, rowsPerDraw),
    recall: shareInterval(recall, { part, whole: support[c] }, rowsPerDraw),
    f1: isExtreme ? shareInterval(f1, { part, whole: most }, rowsPerDraw) : percentileInterval(f1),
  };
  return Object.fromEntries(Object.entries(found).filter(([, interval]) => interval !== undefined));
}
