import { type BootstrapOptions, forEachResample } from "./bootstrap.ts";
import type { ClassIntervals } from "./class-scores.ts";
import { type FigureIntervals, type FigureName, type Figures, figuresOf } from "./figures.ts";
import { type Interval, percentileInterval, reflectedInterval, shareInterval } from "./interval.ts";
import type { RowColumns, RowGroups } from "./row-columns.ts";
import type { ClassCounts } from "./sums.ts";
import type { Tally } from "./tally.ts";

/** What resamples are drawn from. */
export interface ResampledRows {
  readonly columns: RowColumns;
  readonly groups: RowGroups;
  /** The sums over all rows. */
  readonly whole: Tally;
  /** Sums that each resample overwrites. */
  readonly scratch: Tally;
}

/** The figures of many resamples, and the intervals that follow from them. */
export class Resampled {
  readonly #given: ResampledRows;
  readonly #rowsPerDraw: number;
  readonly #resamples: number;
  readonly #figures = new Map<FigureName, Float64Array>();
  readonly #found: readonly Float32Array[];
  readonly #precision: readonly Float32Array[];
  readonly #recall: readonly Float32Array[];
  readonly #f1: readonly Float32Array[];
  readonly #bins: readonly Float32Array[];
  readonly #curve: readonly Float32Array[];

  constructor(given: ResampledRows, options: Required<BootstrapOptions>) {
    const { columns, groups, scratch } = given;
    this.#given = given;
    this.#rowsPerDraw = columns.rows / groups.count;
    this.#resamples = options.resamples;
    const series = (count: number) =>
      Array.from({ length: count }, () => new Float32Array(options.resamples));
    this.#found = series(scratch.found.length);
    [this.#precision, this.#recall, this.#f1] = [0, 1, 2].map(() => series(columns.labels.length));
    this.#bins = series(scratch.bins.count.length);
    this.#curve = series(scratch.parts.count.length);
    forEachResample(groups, options, (drawn, resample) => {
      scratch.clear();
      scratch.addDrawn(groups.ofRow, drawn);
      this.#keep(figuresOf(scratch, columns), scratch, resample);
    });
  }

  /** Returns the intervals of all figures. */
  figures(figures: Figures): FigureIntervals {
    const { whole } = this.#given;
    const right = { part: whole.correct, whole: whole.rows };
    const isExtreme = right.part === 0 || right.part === right.whole;
    const found: Partial<Record<FigureName, Interval>> = {};
    for (const [name, values] of this.#figures) {
      const interval =
        name === "accuracy" || (isExtreme && (name === "macroF1" || name === "weightedF1"))
          ? shareInterval(values, right, this.#rowsPerDraw)
          : name === "expectedCalibrationError"
            ? reflectedInterval(values, figures.expectedCalibrationError!)
            : name === "meanCost" && isExtreme
              ? undefined
              : percentileInterval(values);
      if (interval) found[name] = interval;
    }
    return found;
  }

  /** Returns the interval of the share of rows whose true class is among the most probable ones. */
  found(k: number): Interval | undefined {
    const { whole } = this.#given;
    return shareInterval(this.#found[k], { part: whole.found[k], whole: whole.ranked }, this.#rowsPerDraw);
  }

  /** Returns the intervals of the scores of one class. */
  ofClass(label: number): ClassIntervals {
    const { correct, support, predicted } = this.#given.whole.classes;
    const part = correct[label];
    const isExtreme = part === 0 || (part === support[label] && part === predicted[label]);
    const most = { part, whole: Math.max(support[label], predicted[label]) };
    const share = (values: Float32Array, whole: number) =>
      shareInterval(values, { part, whole }, this.#rowsPerDraw);
    return withoutAbsent({
      precision: share(this.#precision[label], predicted[label]),
      recall: share(this.#recall[label], support[label]),
      f1: isExtreme
        ? shareInterval(this.#f1[label], most, this.#rowsPerDraw)
        : percentileInterval(this.#f1[label]),
    });
  }

  /** Returns the interval of the accuracy in a bin. */
  ofBin(bin: number): Interval | undefined {
    const { count, correct } = this.#given.whole.bins;
    return shareInterval(this.#bins[bin], { part: correct[bin], whole: count[bin] }, this.#rowsPerDraw);
  }

  /** Returns the interval of the accuracy at a point of the coverage curve. */
  ofPoint(point: number): Interval | undefined {
    const { count, correct } = this.#given.whole.parts;
    const share = { part: upTo(correct, point), whole: upTo(count, point) };
    return shareInterval(this.#curve[point], share, this.#rowsPerDraw);
  }

  #keep(figures: Figures, tally: Tally, resample: number): void {
    for (const [name, value] of Object.entries(figures) as [FigureName, number][]) {
      const values = this.#figures.get(name) ?? new Float64Array(this.#resamples);
      this.#figures.set(name, values);
      values[resample] = value;
    }
    for (const [k, values] of this.#found.entries()) values[resample] = tally.found[k] / tally.ranked;
    this.#keepClasses(tally.classes, resample);
    const { bins, parts } = tally;
    for (const [i, values] of this.#bins.entries()) values[resample] = bins.correct[i] / bins.count[i];
    let [count, correct] = [0, 0];
    for (const [i, values] of this.#curve.entries()) {
      count += parts.count[i];
      correct += parts.correct[i];
      values[resample] = correct / count;
    }
  }

  #keepClasses({ correct, support, predicted }: ClassCounts, resample: number): void {
    for (let i = 0; i < correct.length; i++) {
      this.#precision[i][resample] = correct[i] / predicted[i];
      this.#recall[i][resample] = correct[i] / support[i];
      this.#f1[i][resample] = (2 * correct[i]) / (support[i] + predicted[i]);
    }
  }
}

function upTo(values: Float64Array, last: number): number {
  let sum = 0;
  for (let i = 0; i <= last; i++) sum += values[i];
  return sum;
}

function withoutAbsent(intervals: Readonly<Record<string, Interval | undefined>>): ClassIntervals {
  return Object.fromEntries(Object.entries(intervals).filter(([, interval]) => interval !== undefined));
}
