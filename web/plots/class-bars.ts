import * as Plot from "@observablehq/plot";
import type { ClassScores } from "../../src/evaluation/class-scores.ts";
import { count, percent } from "../shared/numbers.ts";
import { asPercent, type DrawOptions, draw, isNarrow, nameMargin, nameOf, shortName } from "./draw.ts";

/** Height of a class in CSS pixels. */
const rowHeight = 26;

/**
 * Draws a bar of F1 per class in the given order, with precision (circle), recall (diamond), the interval of F1 (line) and
 * the number of rows. Give at most about 30 classes.
 */
export function classBars(classes: readonly ClassScores[], options: DrawOptions): HTMLElement | SVGElement {
  const { width } = options;
  const { margin, characters } = nameMargin(
    classes.map(({ label }) => label),
    options,
  );
  const ranged = classes.filter(({ intervals }) => intervals?.f1 !== undefined);
  const place = ({ label }: ClassScores): string => JSON.stringify(label);
  const labels = new Map(classes.map(({ label }) => [JSON.stringify(label), label]));
  return draw("F1, precision and recall of classes.", {
    width,
    height: classes.length * rowHeight + 44,
    marginLeft: margin,
    marginRight: isNarrow(options) ? 52 : 64,
    marginTop: 26,
    marginBottom: 12,
    x: { domain: [0, 1], axis: "top", label: null, tickFormat: asPercent, ticks: 5, grid: true },
    y: {
      domain: classes.map(place),
      label: null,
      tickSize: 0,
      tickFormat: (key: string) => shortName(labels.get(key) ?? null, characters),
    },
    marks: [
      Plot.barX(classes, {
        x: "f1",
        y: place,
        fill: "var(--accent)",
        fillOpacity: 0.35,
        insetTop: 4,
        insetBottom: 4,
      }),
      Plot.ruleY(ranged, {
        y: place,
        x1: ({ intervals }: ClassScores) => intervals!.f1!.lower,
        x2: ({ intervals }: ClassScores) => intervals!.f1!.upper,
        stroke: "var(--accent)",
        strokeWidth: 2,
      }),
      Plot.dot(classes, {
        x: "precision",
        y: place,
        symbol: "circle",
        stroke: "var(--class-2)",
        fill: "var(--surface)",
        r: 4,
      }),
      Plot.dot(classes, { x: "recall", y: place, symbol: "diamond", fill: "var(--class-1)", r: 4.5 }),
      Plot.text(classes, {
        y: place,
        frameAnchor: "right",
        textAnchor: "start",
        dx: 8,
        text: ({ support }: ClassScores) => count(support),
        fill: "var(--muted)",
      }),
      Plot.text(["rows"], {
        frameAnchor: "top-right",
        textAnchor: "start",
        dx: 22,
        dy: -18,
        fill: "var(--muted)",
      }),
      Plot.tip(classes, Plot.pointerY({ x: "f1", y: place, title: classTitle })),
    ],
  });
}

function classTitle({ label, f1, precision, recall, support }: ClassScores): string {
  return `${shortName(nameOf(label), 60)}\nF1 ${percent(f1)}\nprecision ${percent(precision)}\nrecall ${percent(recall)}\n${count(support)} rows`;
}
