import * as Plot from "@observablehq/plot";
import type { CoveragePoint } from "../../src/evaluation/coverage-curve.ts";
import { percent } from "../shared/numbers.ts";
import { asPercent, type DrawOptions, draw } from "./draw.ts";

/** Options of a coverage plot. */
export interface CoveragePlotOptions extends DrawOptions {
  /** Marks the point of this threshold. Default: none is marked. */
  readonly threshold?: number;
}

/** Points of a smaller coverage do not widen the scale: they are of few answers, so their intervals are wide. */
const steadyFrom = 0.05;

/** Draws the precision of the answers against the share of texts that get an answer, for all thresholds. */
export function coveragePlot(
  points: readonly CoveragePoint[],
  options: CoveragePlotOptions,
): HTMLElement | SVGElement {
  const { width, threshold } = options;
  const ranged = points.filter(({ interval }) => interval !== undefined);
  // Points are sorted by descending threshold, so the last match covers the largest share.
  const chosen =
    threshold === undefined ? undefined : points.findLast((point) => point.threshold >= threshold);
  const lowest = Math.min(
    ...points
      .filter(({ coverage }) => coverage >= steadyFrom)
      .map(({ accuracy, interval }) => interval?.lower ?? accuracy),
  );
  return draw("Precision of the answers against the share of texts that are answered.", {
    width,
    height: Math.min(width, 380),
    marginLeft: 56,
    marginRight: 26,
    marginBottom: 40,
    x: { domain: [0, 1], label: "texts that get an answer", tickFormat: asPercent, ticks: 5 },
    y: {
      domain: [Math.floor(Math.min(0.9, lowest) * 10) / 10, 1],
      label: "correct among them",
      tickFormat: asPercent,
      grid: true,
      ticks: 6,
    },
    marks: [
      Plot.areaY(ranged, {
        x: "coverage",
        y1: ({ interval }: CoveragePoint) => interval!.lower,
        y2: ({ interval }: CoveragePoint) => interval!.upper,
        fill: "var(--accent)",
        fillOpacity: 0.16,
        clip: true,
      }),
      Plot.line(points, {
        x: "coverage",
        y: "accuracy",
        stroke: "var(--accent)",
        strokeWidth: 2,
        clip: true,
      }),
      ...(chosen
        ? [
            Plot.ruleX([chosen], { x: "coverage", stroke: "var(--warning)", strokeDasharray: "4 3" }),
            Plot.dot([chosen], { x: "coverage", y: "accuracy", r: 5, fill: "var(--warning)" }),
          ]
        : []),
      Plot.tip(points, Plot.pointerX({ x: "coverage", y: "accuracy", title: pointTitle })),
    ],
  });
}

function pointTitle({ threshold, coverage, accuracy }: CoveragePoint): string {
  return `threshold ${threshold.toFixed(2)}\nanswered ${percent(coverage)}\ncorrect ${percent(accuracy)}`;
}
