import * as Plot from "@observablehq/plot";
import type { PrecisionRecallPoint } from "../../src/evaluation/label-sets/label-set-evaluation.ts";
import { percent } from "../shared/numbers.ts";
import { asPercent, type DrawOptions, draw } from "./draw.ts";

/** A curve with the point of the answers that were given. */
export interface DrawnCurve {
  readonly points: readonly PrecisionRecallPoint[];
  /** Precision and recall with the thresholds in use; undefined if they are not defined. */
  readonly now: { readonly precision: number; readonly recall: number } | undefined;
}

/**
 * Draws precision against recall for all thresholds: of all labels together, and of one label if it is given.
 */
export function precisionRecallPlot(
  all: DrawnCurve,
  one: DrawnCurve | undefined,
  { width }: DrawOptions,
): HTMLElement | SVGElement {
  const marksOf = ({ points, now }: DrawnCurve, color: string, opacity: number) => [
    Plot.line(points, { x: "recall", y: "precision", stroke: color, strokeWidth: 2, strokeOpacity: opacity }),
    ...(now
      ? [Plot.dot([now], { x: "recall", y: "precision", r: 5.5, fill: color, stroke: "var(--surface)" })]
      : []),
  ];
  const tipped = (one ?? all).points;
  return draw("Precision against recall for all thresholds.", {
    width,
    height: Math.min(width, 380),
    marginLeft: 56,
    marginRight: 26,
    marginBottom: 40,
    x: { domain: [0, 1], label: "true labels that are found (recall)", tickFormat: asPercent, ticks: 5 },
    y: { domain: [0, 1], label: "precision", tickFormat: asPercent, grid: true, ticks: 5 },
    marks: [
      ...marksOf(all, "var(--accent)", one ? 0.45 : 1),
      ...(one ? marksOf(one, "var(--class-2)", 1) : []),
      Plot.tip(tipped, Plot.pointer({ x: "recall", y: "precision", title: pointTitle })),
    ],
  });
}

function pointTitle({ threshold, precision, recall }: PrecisionRecallPoint): string {
  return `threshold ${threshold.toFixed(2)}\nprecision ${percent(precision)}\nrecall ${percent(recall)}`;
}
