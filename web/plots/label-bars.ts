import * as Plot from "@observablehq/plot";
import type { LabelFigures } from "../../src/evaluation/label-sets/label-set-evaluation.ts";
import { count, percent } from "../shared/numbers.ts";
import { asPercent, type DrawOptions, draw, isNarrow, nameMargin, shortName } from "./draw.ts";

/** Height of a label in CSS pixels. */
const rowHeight = 30;

/**
 * Draws a bar of F1 per label in the given order, with its interval (line), precision (circle), recall (diamond), average
 * precision (upright line) and threshold (triangle). Give at most about 30 labels.
 */
export function labelBars(labels: readonly LabelFigures[], options: DrawOptions): HTMLElement | SVGElement {
  const { width } = options;
  const { margin, characters } = nameMargin(
    labels.map(({ label }) => label),
    options,
  );
  const ranged = labels.filter(({ intervals }) => intervals?.f1 !== undefined);
  const known = (name: "precision" | "recall" | "averagePrecision" | "threshold") =>
    labels.filter((each) => typeof each[name] === "number");
  const y = "label";
  return draw("F1, precision, recall, average precision and threshold of labels.", {
    width,
    height: labels.length * rowHeight + 44,
    marginLeft: margin,
    marginRight: isNarrow(options) ? 52 : 64,
    marginTop: 26,
    marginBottom: 12,
    x: { domain: [0, 1], axis: "top", label: null, tickFormat: asPercent, ticks: 5, grid: true },
    y: {
      domain: labels.map(({ label }) => label),
      label: null,
      tickSize: 0,
      tickFormat: (label: string) => shortName(label, characters),
    },
    marks: [
      Plot.barX(labels, {
        x: ({ f1 }: LabelFigures) => f1 ?? 0,
        y,
        fill: "var(--accent)",
        fillOpacity: 0.35,
        insetTop: 6,
        insetBottom: 6,
      }),
      Plot.ruleY(ranged, {
        y,
        x1: ({ intervals }: LabelFigures) => intervals!.f1!.lower,
        x2: ({ intervals }: LabelFigures) => intervals!.f1!.upper,
        stroke: "var(--accent)",
        strokeWidth: 2,
      }),
      Plot.tickX(known("averagePrecision"), {
        x: "averagePrecision",
        y,
        stroke: "var(--ink)",
        strokeWidth: 2,
        insetTop: 5,
        insetBottom: 5,
      }),
      Plot.dot(known("threshold"), {
        x: "threshold",
        y,
        symbol: "triangle",
        fill: "var(--warning)",
        r: 3.5,
        dy: 10,
      }),
      Plot.dot(known("precision"), {
        x: "precision",
        y,
        symbol: "circle",
        stroke: "var(--class-2)",
        fill: "var(--surface)",
        r: 4,
      }),
      Plot.dot(known("recall"), { x: "recall", y, symbol: "diamond", fill: "var(--class-1)", r: 4.5 }),
      Plot.text(labels, {
        y,
        frameAnchor: "right",
        textAnchor: "start",
        dx: 8,
        text: ({ support }: LabelFigures) => count(support),
        fill: "var(--muted)",
      }),
      Plot.text(["rows"], {
        frameAnchor: "top-right",
        textAnchor: "start",
        dx: 22,
        dy: -18,
        fill: "var(--muted)",
      }),
      Plot.tip(labels, Plot.pointerY({ x: ({ f1 }: LabelFigures) => f1 ?? 0, y, title: labelTitle })),
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
