import * as Plot from "@observablehq/plot";
import type { MapPoint, TextMap } from "../../src/report/report-data.ts";
import { percent } from "../shared/numbers.ts";
import { type DrawOptions, draw, isNarrow, shortName } from "./draw.ts";

/** Number of colors. More classes share them. */
const colors = 10;
/** Number of classes whose names are written on the map. */
const namedClasses = 12;
/** Number of characters of a text in a tip. */
const tipCharacters = 160;

/** Options of a map. */
export interface TextMapOptions extends DrawOptions {
  /** Number of a class whose texts stand out. Default: all do. */
  readonly highlighted?: number;
}

/** Draws texts as points colored by their true class. A cross is a text that is classified incorrectly. */
export function textMapPlot(map: TextMap, options: TextMapOptions): HTMLElement | SVGElement {
  const { highlighted, width } = options;
  const isFaint = ({ truth, prediction }: MapPoint): boolean =>
    highlighted !== undefined && truth !== highlighted && prediction !== highlighted;
  const [faint, clear] = [true, false].map((want) => map.points.filter((point) => isFaint(point) === want));
  const wrong = clear.filter(({ truth, prediction }) => truth !== prediction);
  const right = clear.filter(({ truth, prediction }) => truth === prediction);
  const fill = ({ truth }: MapPoint): string => `var(--class-${truth % colors})`;
  return draw("Map of texts, colored by their true class; crosses are errors.", {
    width,
    height: heightOf(options),
    margin: 12,
    x: { axis: null, inset: 8 },
    y: { axis: null, inset: 8 },
    color: { type: "identity" },
    marks: [
      Plot.frame({ stroke: "var(--line)" }),
      Plot.dot(faint, { x: "x", y: "y", r: 1.5, fill: "var(--muted)", fillOpacity: 0.25 }),
      Plot.dot(right, { x: "x", y: "y", r: 2.5, fill, fillOpacity: 0.6 }),
      Plot.dot(wrong, { x: "x", y: "y", r: 4.5, symbol: "times", stroke: fill, strokeWidth: 1.8 }),
      Plot.text(centers(map, options), {
        x: "x",
        y: "y",
        text: "name",
        dy: -12,
        fontWeight: 600,
        fill: "var(--ink)",
        stroke: "var(--surface)",
        strokeWidth: 4,
      }),
      Plot.tip(clear, Plot.pointer({ x: "x", y: "y", title: (point: MapPoint) => pointTitle(map, point) })),
    ],
  });
}

/** Returns the middles of the texts of the highlighted class, or of the most frequent classes. */
function centers({ points, labels }: TextMap, options: TextMapOptions) {
  const { highlighted } = options;
  const ofClass = labels.map((_, label) => [label, [] as MapPoint[]] as const);
  for (const point of points) ofClass[point.truth][1].push(point);
  return ofClass
    .filter(([label, some]) => some.length > 0 && (highlighted === undefined || label === highlighted))
    .sort((a, b) => b[1].length - a[1].length)
    .map(([label, some]) => ({
      name: shortName(labels[label], 24),
      x: median(some.map(({ x }) => x)),
      y: median(some.map(({ y }) => y)),
    }))
    .reduce<NamedPlace[]>(withoutOverlap(points, options), []);
}

/** A name with its place in the coordinates of the map. */
interface NamedPlace {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

/** Adds a name to a list, unless it would cover an earlier one or there are enough. */
function withoutOverlap(points: readonly MapPoint[], { width }: TextMapOptions) {
  const most = isNarrow({ width }) ? 5 : namedClasses;
  const range = (values: readonly number[]): number => Math.max(...values) - Math.min(...values) || 1;
  const [across, down] = [range(points.map(({ x }) => x)), range(points.map(({ y }) => y))];
  const isCovered = (one: NamedPlace, two: NamedPlace): boolean =>
    (Math.abs(one.y - two.y) / down) * heightOf({ width }) < 18 &&
    (Math.abs(one.x - two.x) / across) * width < 3.8 * (one.name.length + two.name.length);
  return (list: NamedPlace[], each: NamedPlace): NamedPlace[] =>
    list.length >= most || list.some((other) => isCovered(each, other)) ? list : [...list, each];
}

function heightOf({ width }: DrawOptions): number {
  return Math.min(width * 0.75, 620);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** Returns what the tip of a point says. */
export function pointTitle(
  { labels }: TextMap,
  { text = "", truth, prediction, probability }: MapPoint,
): string {
  const name = (label: number): string => shortName(labels[label], 60);
  const sure = probability === undefined ? "" : ` (${percent(probability)})`;
  const answer =
    truth === prediction
      ? `${name(truth)}, correct${sure}`
      : `true: ${name(truth)}\npredicted: ${name(prediction)}${sure}`;
  return text === "" ? answer : `${answer}\n${shortName(text.replace(/\s+/gu, " "), tipCharacters)}`;
}
