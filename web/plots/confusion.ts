import * as Plot from "@observablehq/plot";
import type { ConfusionView } from "../../src/report/report-data.ts";
import { count, percent } from "../shared/numbers.ts";
import { characterWidth, type DrawOptions, draw, nameMargin, shortName } from "./draw.ts";

/** A part of the classes: from `start` to before `end`. */
export interface ClassRange {
  readonly start: number;
  readonly end: number;
}

/** The part of a confusion matrix that is shown in detail. */
export interface ConfusionWindow {
  readonly truths: ClassRange;
  readonly predictions: ClassRange;
}

/** Maximum number of squares per side of an overview. With more classes several share a square. */
const maxSquares = 120;

/** Rows of several neighboring classes together. */
interface Square {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  readonly rows: number;
  readonly isDiagonal: boolean;
}

/**
 * Draws a confusion matrix of any size. Its classes are in the order of the view, so that errors lie near the diagonal.
 * Errors are red, correct answers are a thin teal diagonal. Several classes share a square if there are more than 120.
 * @param shown the window that is framed
 */
export function confusionOverview(
  view: ConfusionView,
  { width, shown }: DrawOptions & { readonly shown?: ConfusionWindow },
): HTMLElement | SVGElement {
  const size = view.labels.length;
  const errors = squares(view).filter(({ isDiagonal }) => !isDiagonal);
  const largest = Math.max(1, ...errors.map(({ rows }) => rows));
  const frame = shown && {
    x1: shown.predictions.start,
    x2: shown.predictions.end,
    y1: shown.truths.start,
    y2: shown.truths.end,
  };
  return draw("Overview of the confusion matrix: errors by true and predicted class.", {
    width,
    height: width,
    margin: 4,
    marginLeft: 22,
    marginTop: 22,
    x: { domain: [0, size], axis: null },
    y: { domain: [size, 0], axis: null },
    marks: [
      Plot.frame({ stroke: "var(--line)", fill: "var(--surface)" }),
      Plot.line(
        [
          [0, 0],
          [size, size],
        ],
        { stroke: "var(--accent)", strokeOpacity: 0.45, strokeWidth: 1.5 },
      ),
      Plot.rect(errors, {
        ...edges,
        fill: "var(--bad)",
        // Rare errors stay visible beside frequent ones.
        fillOpacity: ({ rows }: Square) => 0.25 + 0.75 * Math.sqrt(rows / largest),
      }),
      ...(frame ? [Plot.rect([frame], { ...edges, stroke: "var(--ink)", strokeWidth: 2 })] : []),
      Plot.text(["predicted class →"], { frameAnchor: "top-left", dy: -16, fill: "var(--muted)" }),
      Plot.text(["← true class"], {
        frameAnchor: "top-left",
        dx: -12,
        rotate: 270,
        textAnchor: "end",
        fill: "var(--muted)",
      }),
    ],
  });
}

const edges = { x1: "x1", x2: "x2", y1: "y1", y2: "y2" } as const;

/** Adds up the cells of classes that share a square. */
function squares({ labels, cells }: ConfusionView): Square[] {
  const step = Math.ceil(labels.length / maxSquares);
  const sums = new Map<string, Square>();
  for (const [truth, prediction, rows] of cells) {
    const isDiagonal = truth === prediction;
    const [x, y] = [prediction, truth].map((place) => Math.floor(place / step) * step);
    const key = `${x} ${y} ${isDiagonal}`;
    const end = (place: number): number => Math.min(place + step, labels.length);
    const before = sums.get(key)?.rows ?? 0;
    sums.set(key, { x1: x, x2: end(x), y1: y, y2: end(y), rows: before + rows, isDiagonal });
  }
  return [...sums.values()];
}

/** Cells of a detailed matrix are at least this wide, in CSS pixels, so that its names do not overlap. */
const minCell = 22;
/** Space for the words "predicted" and "true" beside the names above. */
const cornerWidth = 80;

/** A cell of the detailed matrix. */
interface DetailCell {
  readonly truth: number;
  readonly prediction: number;
  readonly rows: number;
}

/**
 * Draws a part of a confusion matrix with names and numbers of rows. Correct answers are teal and framed, errors red; the
 * stronger the color, the larger the share of the rows of the true class. Many classes make it wider than the given width.
 */
export function confusionDetail(
  { labels, cells, support }: ConfusionView,
  { truths, predictions }: ConfusionWindow,
  options: DrawOptions,
): HTMLElement | SVGElement {
  const inside = ({ start, end }: ClassRange, place: number): boolean => place >= start && place < end;
  const shown = cells
    .filter(([truth, prediction]) => inside(truths, truth) && inside(predictions, prediction))
    .map(([truth, prediction, rows]): DetailCell => ({ truth, prediction, rows }));
  const share = ({ truth, rows }: DetailCell): number => rows / Math.max(1, support[truth]);
  const [right, wrong] = [true, false].map((isRight) =>
    shown.filter(({ truth, prediction }) => (truth === prediction) === isRight),
  );
  const named = [truths, predictions].flatMap(({ start, end }) => labels.slice(start, end));
  const { margin, characters } = nameMargin(named, options);
  const name = (place: number): string => shortName(labels[place], characters);
  // The last name leans over the right edge.
  const last = shortName(labels[predictions.end - 1] ?? null, characters);
  const lean = Math.max(12, Math.ceil((last.length * characterWidth) / 2 - 12));
  const across = predictions.end - predictions.start;
  const left = Math.max(margin, cornerWidth);
  const cell = Math.max(minCell, Math.min(46, (options.width - left - lean) / across));
  return draw("Part of the confusion matrix, with the number of rows per true and predicted class.", {
    width: left + lean + cell * across,
    height: margin + 12 + Math.max(20, Math.min(cell, 34)) * (truths.end - truths.start),
    marginLeft: left,
    marginTop: margin,
    marginRight: lean,
    marginBottom: 12,
    x: {
      domain: places(predictions),
      axis: "top",
      label: null,
      tickRotate: -60,
      tickSize: 0,
      tickFormat: name,
    },
    y: { domain: places(truths), label: null, tickSize: 0, tickFormat: name },
    marks: [
      Plot.frame({ stroke: "var(--line)" }),
      Plot.text(["predicted →"], {
        frameAnchor: "top-left",
        textAnchor: "end",
        dx: -6,
        dy: -28,
        fill: "var(--muted)",
      }),
      Plot.text(["true ↓"], {
        frameAnchor: "top-left",
        textAnchor: "end",
        dx: -6,
        dy: -12,
        fill: "var(--muted)",
      }),
      Plot.cell(right, {
        x: "prediction",
        y: "truth",
        fill: "var(--accent)",
        fillOpacity: strength,
        stroke: "var(--accent)",
        inset: 1,
      }),
      Plot.cell(wrong, { x: "prediction", y: "truth", fill: "var(--bad)", fillOpacity: strength, inset: 1 }),
      Plot.text(shown, {
        x: "prediction",
        y: "truth",
        text: ({ rows }: DetailCell) => count(rows),
        fontSize: cell < 24 ? 9 : 12,
      }),
      Plot.tip(
        shown,
        Plot.pointer({
          x: "prediction",
          y: "truth",
          title: (each: DetailCell) =>
            `true: ${shortName(labels[each.truth], 60)}\npredicted: ${shortName(labels[each.prediction], 60)}\n${count(each.rows)} rows, ${percent(share(each))} of this true class`,
        }),
      ),
    ],
  });

  /** Stays below the strength at which the number on it could not be read. */
  function strength(each: DetailCell): number {
    return 0.08 + 0.47 * Math.sqrt(share(each));
  }
}

function places({ start, end }: ClassRange): number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}
