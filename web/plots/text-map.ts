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
    height: Math.min(width * 0.75, 620),
    margin: 12,
    x: { axis: null, inset: 8 },
    y: { axis: null, inset: 8 },
    color: { type: "identity" },
    marks: [
      Plot.frame({ stroke: "var(--line)" }),
      Plot.dot(faint, { x: "x", y: "y", r: 1.5, fill: "var(--muted)", fillOpacity: 0.25 }),
      Plot.dot(right, { x: "x", y: "y", r: 2.5, fill, fillOpacity: 0.6 }),
      Plot.dot(wrong, { x: "x", y: "y", r: 4.5, symbol: "times", stroke: fill, strokeWidth: 1.8 }),
      Plot.text(centers(map, highlighted, isNarrow(options) ? 5 : namedClasses), {
        x: "x",
        y: "y",
        text: "name",
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
function centers({ points, labels }: TextMap, highlighted: number | undefined, most: number) {
  const ofClass = labels.map((_, label) => [label, [] as MapPoint[]] as const);
  for (const point of points) ofClass[point.truth][1].push(point);
  return ofClass
    .filter(([label, some]) => some.length > 0 && (highlighted === undefined || label === highlighted))
    .sort((a, b) => b[1].length - a[1].length)
    .slice(0, most)
    .map(([label, some]) => ({
      name: shortName(labels[label], 24),
      x: median(some.map(({ x }) => x)),
      y: median(some.map(({ y }) => y)),
    }));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function pointTitle({ labels }: TextMap, { text = "", truth, prediction, probability }: MapPoint): string {
  const name = (label: number): string => shortName(labels[label], 60);
  const sure = probability === undefined ? "" : ` (${percent(probability)})`;
  const answer =
    truth === prediction
      ? `${name(truth)}, correct${sure}`
      : `true: ${name(truth)}\npredicted: ${name(prediction)}${sure}`;
  return text === "" ? answer : `${answer}\n${shortName(text.replace(/\s+/gu, " "), tipCharacters)}`;
}
