import * as Plot from "@observablehq/plot";
import type { MapPoint, TextMap } from "../../src/report/report-data.ts";
import { draw, nameOf, shortName } from "./draw.ts";
import { pointTitle, type TextMapOptions } from "./text-map.ts";

/** A map whose classes are disks. */
export type DiskMap = TextMap & { readonly disks: NonNullable<TextMap["disks"]> };

/** Height of a line of a name, and mean width of a character, in CSS pixels. */
const [lineHeight, letterWidth] = [11, 5.4];
/** Names of which less fits are left out. */
const minCharacters = 7;
/** Number of lines of a name. */
const maxLines = 4;

/** Draws classes as disks with their texts in them. A cross is an error; its color is that of its true class. */
export function diskMapPlot(map: DiskMap, options: TextMapOptions): HTMLElement | SVGElement {
  const { highlighted, width } = options;
  const { x, y, scale, height } = frameOf(map, width);
  const isFaint = ({ truth, prediction }: MapPoint): boolean =>
    highlighted !== undefined && truth !== highlighted && prediction !== highlighted;
  const clear = map.points.filter((point) => !isFaint(point));
  const wrong = clear.filter(({ truth, prediction }) => truth !== prediction);
  const right = clear.filter(({ truth, prediction }) => truth === prediction);
  const classes = map.disks.map((disk, label) => ({ ...disk, label }));
  const r = Math.max(1, Math.min(3, 0.55 * scale));
  const names = classes.filter(({ label }) => highlighted === undefined || label === highlighted);
  return draw("Map of texts in the circles of their predicted classes; crosses are errors.", {
    width,
    height,
    margin: 0,
    x: { axis: null, domain: x },
    y: { axis: null, domain: y },
    color: { type: "identity" },
    r: { type: "identity" },
    marks: [
      Plot.dot(classes, {
        x: "x",
        y: "y",
        r: (disk: { r: number }) => scale * disk.r,
        fill: "var(--surface-raised)",
        stroke: ({ label }: { label: number }) => (label === highlighted ? "var(--accent)" : "var(--line)"),
        strokeWidth: ({ label }: { label: number }) => (label === highlighted ? 2 : 1),
      }),
      Plot.dot(map.points.filter(isFaint), { x: "x", y: "y", r, fill: "var(--muted)", fillOpacity: 0.2 }),
      Plot.dot(right, { x: "x", y: "y", r, fill: "var(--accent)", fillOpacity: 0.35 }),
      Plot.dot(wrong, {
        x: "x",
        y: "y",
        r: Math.max(2, 1.55 * r),
        symbol: "times",
        stroke: "var(--bad)",
        strokeWidth: 1.6,
      }),
      Plot.text(names, {
        x: "x",
        y: "y",
        text: ({ label, r: size }: { label: number; r: number }) =>
          label === highlighted ? nameOf(map.labels[label]) : nameInDisk(map.labels[label], scale * size),
        fontSize: 10.5,
        lineHeight: lineHeight / 10.5,
        fontWeight: 600,
        fill: "var(--ink)",
        stroke: "var(--surface-raised)",
        strokeWidth: 3,
        strokeOpacity: 0.85,
      }),
      Plot.tip(clear, Plot.pointer({ x: "x", y: "y", title: (point: MapPoint) => pointTitle(map, point) })),
    ],
  });
}

/** Returns domains with the same scale in both directions, and the height that they need. */
function frameOf({ disks }: DiskMap, width: number) {
  const ends = (low: (disk: DiskMap["disks"][number]) => number, high: typeof low): [number, number] => [
    Math.min(...disks.map(low)) - 1,
    Math.max(...disks.map(high)) + 1,
  ];
  const x = ends(
    (disk) => disk.x - disk.r,
    (disk) => disk.x + disk.r,
  );
  const y = ends(
    (disk) => disk.y - disk.r,
    (disk) => disk.y + disk.r,
  );
  const scale = width / (x[1] - x[0]);
  return { x, y, scale, height: Math.ceil(scale * (y[1] - y[0])) };
}

/** Returns a name in lines that fit into a disk; nothing if not even a part of it does. */
function nameInDisk(label: string | null, radius: number): string {
  const characters = Math.floor((1.8 * radius) / letterWidth);
  const lines = Math.min(maxLines, Math.floor((1.7 * radius) / lineHeight));
  if (characters < minCharacters || lines < 1) return "";
  const found: string[] = [];
  for (const word of nameOf(label).split(/(?<=[_/ .-])/)) {
    const last = found.length - 1;
    if (last >= 0 && (found[last] + word).length <= characters) found[last] += word;
    else found.push(word);
  }
  const shown = found.slice(0, lines).map((line) => shortName(line.trimEnd(), characters));
  if (found.length > lines) shown[lines - 1] = `${shown[lines - 1].slice(0, characters - 1)}…`;
  return shown.join("\n");
}
