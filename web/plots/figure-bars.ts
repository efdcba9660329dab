import * as Plot from "@observablehq/plot";
import type { Interval } from "../../src/evaluation/interval.ts";
import { count } from "../shared/numbers.ts";
import { asPercent, type DrawOptions, draw, isNarrow, nameMargin, shortName } from "./draw.ts";

/** Figures of a class or label, 0 to 1; null if they are not defined. */
export interface BarFigures {
  readonly label: string | null;
  readonly f1: number | null;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly support: number;
  readonly intervals?: { readonly f1?: Interval };
}

interface BarOptions<Row> extends DrawOptions {
  readonly description: string;
  /** Height of a row in CSS pixels. */
  readonly rowHeight: number;
  /** Space above and below a bar in CSS pixels. */
  readonly inset: number;
  /** The lines that are shown of a row under the pointer. */
  readonly tip: (row: Row) => string;
  /** Marks between the bars and the signs. Default: none. */
  readonly marks?: readonly Plot.Markish[];
}

/** The place of a row on the vertical axis. */
export function placeOf({ label }: BarFigures): string {
  return JSON.stringify(label);
}

/**
 * Draws a bar of F1 per row in the given order, with its interval (line), precision (circle), recall (diamond) and number of
 * rows. Give at most about 30 rows.
 */
export function figureBars<Row extends BarFigures>(
  rows: readonly Row[],
  { description, rowHeight, inset, tip, marks = [], ...options }: BarOptions<Row>,
): HTMLElement | SVGElement {
  const { margin, characters } = nameMargin(
    rows.map(({ label }) => label),
    options,
  );
  const names = new Map(rows.map((row) => [placeOf(row), row.label]));
  const ranged = rows.filter(({ intervals }) => intervals?.f1 !== undefined);
  const f1 = (row: Row) => row.f1 ?? 0;
  const known = (name: "precision" | "recall") => rows.filter((row) => row[name] !== null);
  return draw(description, {
    width: options.width,
    height: rows.length * rowHeight + 44,
    marginLeft: margin,
    marginRight: isNarrow(options) ? 52 : 64,
    marginTop: 26,
    marginBottom: 12,
    x: {
      domain: [0, 1],
      axis: "top",
      label: null,
      tickFormat: asPercent,
      ticks: isNarrow(options) ? 2 : 5,
      grid: true,
    },
    y: {
      domain: rows.map(placeOf),
      label: null,
      tickSize: 0,
      tickFormat: (place: string) => shortName(names.get(place) ?? null, characters),
    },
    marks: [
      Plot.barX(rows, {
        x: f1,
        y: placeOf,
        fill: "var(--accent)",
        fillOpacity: 0.35,
        insetTop: inset,
        insetBottom: inset,
      }),
      Plot.ruleY(ranged, {
        y: placeOf,
        x1: ({ intervals }: Row) => intervals!.f1!.lower,
        x2: ({ intervals }: Row) => intervals!.f1!.upper,
        stroke: "var(--accent)",
        strokeWidth: 2,
      }),
      ...marks,
      Plot.dot(known("precision"), {
        x: "precision",
        y: placeOf,
        symbol: "circle",
        stroke: "var(--class-2)",
        fill: "var(--surface)",
        r: 4,
      }),
      Plot.dot(known("recall"), {
        x: "recall",
        y: placeOf,
        symbol: "diamond",
        fill: "var(--class-1)",
        r: 4.5,
      }),
      Plot.text(rows, {
        y: placeOf,
        frameAnchor: "right",
        textAnchor: "start",
        dx: 8,
        text: ({ support }: Row) => count(support),
        fill: "var(--muted)",
      }),
      Plot.text(["rows"], {
        frameAnchor: "top-right",
        textAnchor: "start",
        dx: 22,
        dy: -18,
        fill: "var(--muted)",
      }),
      Plot.tip(rows, Plot.pointerY({ x: f1, y: placeOf, title: tip })),
    ],
  });
}
