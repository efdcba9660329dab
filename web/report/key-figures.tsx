import type { Interval } from "../../src/evaluation/interval.ts";
import type { ReportedEvaluation } from "../../src/report/report-data.ts";
import { percent } from "../shared/numbers.ts";
import { percentRange } from "./ranges.ts";

/** A figure that is one number. */
export interface Figure {
  readonly title: string;
  readonly value: number | undefined;
  readonly interval?: Interval;
  readonly isShare: boolean;
  readonly meaning: string;
}

/** The figures that are one number, with their intervals. */
export function KeyFigures({ evaluation }: { readonly evaluation: ReportedEvaluation }) {
  return <FigureList figures={figuresOf(evaluation)} />;
}

/** Figures with their intervals and what they mean. */
export function FigureList({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <dl class="figures">
      {figures.map((figure) => (
        <div key={figure.title} class="figure">
          <dt>{figure.title}</dt>
          <dd>
            <span class="figure-value">{shown(figure, figure.value!)}</span>
            {figure.isShare && <IntervalBar value={figure.value!} interval={figure.interval} />}
            {figure.interval && <span class="figure-interval">95 %: {rangeOf(figure)}</span>}
            <span class="figure-meaning">{figure.meaning}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function figuresOf(evaluation: ReportedEvaluation): Figure[] {
  const { intervals = {}, topK, classes } = evaluation;
  const share = (
    title: string,
    value: number | undefined,
    interval: Interval | undefined,
    meaning: string,
  ) => ({
    title,
    value,
    interval,
    isShare: true,
    meaning,
  });
  const number = (
    title: string,
    value: number | undefined,
    interval: Interval | undefined,
    meaning: string,
  ) => ({
    ...share(title, value, interval, meaning),
    isShare: false,
  });
  return [
    share("Accuracy", evaluation.accuracy, intervals.accuracy, "share of rows that are correct"),
    ...topK
      .filter(({ k }) => k > 1 && k < classes.length)
      .map(({ k, accuracy, interval }) =>
        share(`Top-${k} accuracy`, accuracy, interval, `the true class is among the ${k} most probable`),
      ),
    share(
      "Macro-F1",
      evaluation.macroF1,
      intervals.macroF1,
      "mean F1; small classes count as much as large ones",
    ),
    share("Weighted F1", evaluation.weightedF1, intervals.weightedF1, "mean F1; classes count by their rows"),
    share(
      "Calibration error",
      evaluation.expectedCalibrationError,
      intervals.expectedCalibrationError,
      "mean difference between probability and share of correct answers",
    ),
    number("Log loss", evaluation.logLoss, intervals.logLoss, "punishes sure errors; 0 is perfect"),
    number("Brier score", evaluation.brierScore, intervals.brierScore, "0 is perfect, 2 the worst"),
    number("Mean cost per row", evaluation.meanCost, intervals.meanCost, "by the given costs"),
  ].filter(({ value }) => value !== undefined);
}

function shown({ isShare }: Figure, value: number): string {
  return isShare ? percent(value) : value.toFixed(3);
}

function rangeOf({ isShare, interval }: Figure): string {
  if (isShare) return percentRange(interval);
  return `${interval!.lower.toFixed(3)} to ${interval!.upper.toFixed(3)}`;
}

/** Where a share and its interval lie between 0 and 1. */
function IntervalBar({ value, interval }: { readonly value: number; readonly interval?: Interval }) {
  return (
    <svg class="interval-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect x="0" y="2" width="100" height="2" fill="var(--line)" />
      {interval && (
        <rect
          x={100 * interval.lower}
          y="1"
          width={Math.max(0.5, 100 * (interval.upper - interval.lower))}
          height="4"
          fill="var(--accent)"
          fill-opacity="0.4"
        />
      )}
      <rect x={Math.max(0, 100 * value - 0.6)} y="0" width="1.2" height="6" fill="var(--accent)" />
    </svg>
  );
}
