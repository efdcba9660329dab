import * as Plot from "@observablehq/plot";
import type { ReliabilityBin } from "../../src/evaluation/calibration-error.ts";
import { count, percent } from "../shared/numbers.ts";
import { asPercent, type DrawOptions, draw } from "./draw.ts";

/**
 * Draws a reliability diagram: the share of correct answers against their mean probability, with intervals, and the number
 * of answers per bin below it. Calibrated answers lie on the dashed line.
 */
export function reliabilityPlot(bins: readonly ReliabilityBin[], options: DrawOptions): HTMLElement {
  const filled = bins.filter(({ count }) => count > 0);
  const both = document.createElement("div");
  both.append(curve(filled, options), counts(bins, options));
  return both;
}

const margins = { marginLeft: 56, marginRight: 26 };

function curve(bins: readonly ReliabilityBin[], { width }: DrawOptions) {
  const ranged = bins.filter(({ interval }) => interval !== undefined);
  return draw("Share of correct answers against their probability.", {
    width,
    height: Math.min(width, 340),
    ...margins,
    marginBottom: 24,
    x: { domain: [0, 1], label: null, tickFormat: asPercent, ticks: 5 },
    y: { domain: [0, 1], label: "correct", tickFormat: asPercent, grid: true, ticks: 5 },
    marks: [
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: "var(--muted)", strokeDasharray: "4 4" },
      ),
      Plot.ruleX(ranged, {
        x: "meanProbability",
        y1: ({ interval }: ReliabilityBin) => interval!.lower,
        y2: ({ interval }: ReliabilityBin) => interval!.upper,
        stroke: "var(--accent)",
        strokeOpacity: 0.5,
        strokeWidth: 2,
      }),
      Plot.line(bins, { x: "meanProbability", y: "accuracy", stroke: "var(--accent)", strokeWidth: 1.5 }),
      Plot.dot(bins, { x: "meanProbability", y: "accuracy", r: 4, fill: "var(--accent)" }),
      Plot.tip(bins, Plot.pointer({ x: "meanProbability", y: "accuracy", title: binTitle })),
    ],
  });
}

function counts(bins: readonly ReliabilityBin[], { width }: DrawOptions) {
  return draw("Number of answers per probability.", {
    width,
    height: 126,
    ...margins,
    marginBottom: 40,
    x: { domain: [0, 1], label: "probability of the answer", tickFormat: asPercent, ticks: 5 },
    y: { label: "answers", ticks: 3, tickFormat: "~s", grid: true, nice: true },
    marks: [
      Plot.rectY(bins, {
        x1: "lower",
        x2: "upper",
        y: "count",
        fill: "var(--accent)",
        fillOpacity: 0.55,
        inset: 1,
      }),
      Plot.ruleY([0], { stroke: "var(--line)" }),
    ],
  });
}

function binTitle({ meanProbability, accuracy, count: rows, interval }: ReliabilityBin): string {
  const range = interval ? `\n95 % interval ${percent(interval.lower)} to ${percent(interval.upper)}` : "";
  return `${count(rows)} answers\nprobability ${percent(meanProbability)}\ncorrect ${percent(accuracy)}${range}`;
}
