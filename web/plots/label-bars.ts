import * as Plot from "@observablehq/plot";
import type { LabelFigures } from "../../src/evaluation/label-sets/label-set-evaluation.ts";
import { count, percent } from "../shared/numbers.ts";
import { type DrawOptions, shortName } from "./draw.ts";
import { figureBars, placeOf } from "./figure-bars.ts";

/**
 * Draws a bar of F1 per label in the given order, with its interval (line), precision (circle), recall (diamond), average
 * precision (upright line) and threshold (triangle). Give at most about 30 labels.
 */
export function labelBars(labels: readonly LabelFigures[], options: DrawOptions): HTMLElement | SVGElement {
  const known = (name: "averagePrecision" | "threshold") =>
    labels.filter((each) => typeof each[name] === "number");
  return figureBars(labels, {
    ...options,
    description: "F1, precision, recall, average precision and threshold of labels.",
    rowHeight: 30,
    inset: 6,
    tip: labelTitle,
    marks: [
      Plot.tickX(known("averagePrecision"), {
        x: "averagePrecision",
        y: placeOf,
        stroke: "var(--ink)",
        strokeWidth: 2,
        insetTop: 5,
        insetBottom: 5,
      }),
      Plot.dot(known("threshold"), {
        x: "threshold",
        y: placeOf,
        symbol: "triangle",
        fill: "var(--warning)",
        r: 3.5,
        dy: 10,
      }),
    ],
  });
}

function labelTitle(figures: LabelFigures): string {
  const lines = [
    ["F1", figures.f1],
    ["precision", figures.precision],
    ["recall", figures.recall],
    ["average precision", figures.averagePrecision],
    ["threshold", figures.threshold ?? null],
  ] as const;
  const shown = lines.flatMap(([name, value]) => (value === null ? [] : [`${name} ${percent(value)}`]));
  return [shortName(figures.label, 60), ...shown, `${count(figures.support)} rows`].join("\n");
}
