import { classIslands, type Disk } from "./class-islands.ts";
import { type PrincipalAxes, principalAxes, project, type SparsePoint } from "./principal-axes.ts";
import type { MapPoint, TextMap } from "./report-data.ts";
import type { RowSample, SampledRow } from "./row-sample.ts";

/** Smaller probabilities count as this one: their differences mean nothing. Smaller: single points lie far out. */
const smallestProbability = 1e-4;
/** If two directions show a smaller share of the differences, the map shows classes as disks. */
const smallestShare = 0.6;
/** Disks of more classes are too small to see: the map is left empty. */
const maxDisks = 400;
/** Number of digits of coordinates. */
const coordinateDigits = 4;

/**
 * Places the sampled texts in a plane by their probabilities. The logarithms of the probabilities are, up to their level, the
 * scores of a linear or any other classifier, so the map needs no vectors. With three or more classes, the axes are the
 * first two principal axes of the class means of these scores. If they show too little, as with many classes, each class is
 * a disk, near to those that it is confused with.
 * @param order all labels; those of the map are in this order
 * @returns undefined if no row has probabilities
 */
export function textMap(sample: RowSample, order: readonly (string | null)[]): TextMap | undefined {
  const { rows, of } = sample;
  const names = [...new Set(rows.flatMap(({ probabilities }) => probabilities.map(([name]) => name)))].sort();
  if (rows.length === 0 || names.length < 2) return undefined;
  const used = new Set(rows.flatMap(({ truth, prediction }) => [truth, prediction]));
  const labels = [...new Set([...order, ...used])].filter((label) => used.has(label));
  const numbers = new Map(labels.map((label, i) => [label, i]));
  const classOf = rows.map(({ truth, prediction }) => ({
    truth: numbers.get(truth)!,
    prediction: numbers.get(prediction)!,
  }));
  const plane = names.length === 2 ? odds(rows, names) : scores(rows, names);
  const { places, axes, shownShare, disks } =
    plane.shownShare < smallestShare && names.length > 2 ? islands(rows, labels, classOf) : plane;
  const shown = places.length === 0 ? [] : rows;
  const points = shown.map(
    ({ row, probability, id, text, cut }, i): MapPoint => ({
      x: rounded(places[i][0]),
      y: rounded(places[i][1]),
      row,
      ...classOf[i],
      ...(probability !== undefined && { probability }),
      ...(id !== undefined && { id }),
      ...(text !== undefined && { text }),
      ...(cut !== undefined && { cut }),
    }),
  );
  return { labels, points, of, axes, shownShare, ...(disks && { disks }) };
}

type Placed = Pick<TextMap, "axes" | "shownShare" | "disks"> & {
  readonly places: readonly (readonly [number, number])[];
};

/** Places each text in the disk of its answer. There is no place for any if there are too many classes. */
function islands(
  rows: readonly SampledRow[],
  labels: readonly (string | null)[],
  classOf: readonly { readonly truth: number; readonly prediction: number }[],
): Placed {
  if (labels.length > maxDisks) return { axes: "disks", shownShare: 0, places: [] };
  const columns = new Map(labels.flatMap((label, i) => (label === null ? [] : [[label, i] as const])));
  const { disks, places } = classIslands(rows, labels.length, classOf, columns);
  const short = ({ x, y, r }: Disk) => ({ x: rounded(x), y: rounded(y), r: rounded(r) });
  return { axes: "disks", shownShare: 1, places, disks: disks.map(short) };
}

/** Places the texts of two classes by their odds. */
function odds(rows: readonly SampledRow[], [first, second]: readonly string[]): Placed {
  const isKnown = rows.every(({ noneProbability }) => noneProbability !== undefined);
  return {
    axes: isKnown ? "odds" : "odds only",
    shownShare: 1,
    places: rows.map(({ probabilities, noneProbability = 0 }, i) => {
      const all = new Map(probabilities);
      const x = logOf(all.get(second)) - logOf(all.get(first));
      const y = isKnown ? logOf(noneProbability) - logOf(1 - noneProbability) : spread(i);
      return [x, y];
    }),
  };
}

/** Places texts by the two directions in which the mean scores of the true classes differ most. */
function scores(rows: readonly SampledRow[], names: readonly string[]): Placed {
  const dimensions = new Map(names.map((name, i) => [name, i]));
  const level = Math.log(smallestProbability);
  const points = rows.map(({ probabilities }) =>
    probabilities
      .filter(([, probability]) => probability > smallestProbability)
      .map(([name, probability]) => [dimensions.get(name)!, Math.log(probability) - level] as const),
  );
  const means = classMeans(rows, points);
  const ofRows = points.map((entries) => ({ weight: 1, entries }));
  // The means of fewer than three classes span no plane.
  const { axes, share }: PrincipalAxes = principalAxes(means.length > 2 ? means : ofRows, names.length);
  return {
    axes: "scores",
    shownShare: share,
    places: points.map((entries) => [project(entries, axes[0]), project(entries, axes[1])]),
  };
}

/** Returns the mean of the points of each true class, weighted by its number of rows. */
function classMeans(rows: readonly SampledRow[], points: readonly SparsePoint["entries"][]): SparsePoint[] {
  const sums = new Map<string, { weight: number; readonly entries: Map<number, number> }>();
  for (const [i, { truth }] of rows.entries()) {
    if (truth === null) continue;
    const ofClass = sums.get(truth) ?? { weight: 0, entries: new Map<number, number>() };
    sums.set(truth, ofClass);
    ofClass.weight++;
    for (const [dimension, value] of points[i]) {
      ofClass.entries.set(dimension, (ofClass.entries.get(dimension) ?? 0) + value);
    }
  }
  return [...sums.values()].map(({ weight, entries }) => ({
    weight,
    entries: [...entries].map(([dimension, sum]) => [dimension, sum / weight] as const),
  }));
}

function logOf(probability = 0): number {
  return Math.log(Math.max(probability, smallestProbability));
}

/** Spreads texts evenly from 0 to 1, so that they do not cover one another (golden ratio sequence). */
function spread(i: number): number {
  return (i * 0.618_033_988_749_895) % 1;
}

function rounded(value: number): number {
  return Number(value.toPrecision(coordinateDigits));
}
