import { type Matrix, rowOf, takeRows, zeros } from "../math/matrix.ts";
import { dot, mean, sum } from "../math/vector.ts";
import { multiply, multiplyRows, type Product } from "../onnx/product.ts";
import { fitBoundary } from "./none-boundary.ts";

/**
 * Whether a text belongs to none of the classes. It is about closeness, not about doubt between classes:
 * closeness = max_c x . n_c - max_k x . o_k, with n_c the class means made unit in the metric of the classes' spread and
 * o_k texts known to belong to none, likewise but shorter; P(none) = 1 / (1 + exp(slope x closeness - level)).
 */
export interface NoneModel {
  /** [classes, dimensions]. */
  readonly directions: Matrix;
  /** [texts, dimensions]; absent where no text is known to belong to none. */
  readonly outside?: Matrix;
  readonly level: number;
}

/** Learnt on written tasks, whose texts are none of each other's classes; at three texts in ten being none. */
const slope = 10.6;
const usualLevel = (classes: number) => -0.41 + 0.79 * Math.min(Math.log(classes), 5);

/** The mean P(none) that rows of the classes themselves should get. Larger: more texts are said to belong to none. */
const wantedInside = 0.08;
/** Rows per class that the usual level counts as. Larger: the rows of a class move the level less. */
const usualLevelRows = 10;
/** Rows looked at; more add nothing. */
const mostRows = 4000;
/** Texts of none that are kept and compared with. */
const mostOutside = 300;
/** How much closeness to a text of none counts against closeness to a class. */
const outsideShare = 0.5;
/** How close texts are to the nearest of those of none, as a share of how close those are to each other. */
const usualNearness = 0.7;

/** Rows known to belong to a class, and how many rows a prompt counted as when the means were made. */
export interface InsideRows {
  readonly vectors: Matrix;
  readonly labels: Int32Array;
  readonly counts: Float64Array;
  readonly promptRows: number;
}

/**
 * @param means of the classes: [classes, dimensions]
 * @param metric the inverse of the shape of the classes' spread: [dimensions, dimensions]
 * @param outside texts known to belong to none, projected as rows are: [texts, dimensions]
 */
export async function fitNone(
  means: Matrix,
  metric: Matrix,
  inside?: InsideRows,
  outside?: Matrix,
): Promise<NoneModel> {
  const directions = await unitInMetric(means, metric);
  const level = usualLevel(means.rows);
  const rows = inside === undefined || inside.vectors.rows === 0 ? undefined : spreadInside(inside);
  const closeness = rows && (await closenessOfInside(means, metric, directions, rows));
  if (outside !== undefined && outside.rows > 0) {
    const known = spreadOut(outside, mostOutside);
    return fitWithOutside({ directions, level }, metric, known, rows && closeness && { rows, closeness });
  }
  if (rows === undefined || closeness === undefined) return { directions, level };
  const { weights, share } = evidenceOf(rows.labels, means.rows);
  return { directions, level: share * levelFor(closeness, weights) + (1 - share) * level };
}

/**
 * Returns how much each row counts, on average 1, and the share of the evidence in the level. A class counts by
 * n / (n + usualLevelRows): many rows of one class tell little of how close texts of the others come to theirs.
 */
function evidenceOf(
  labels: Int32Array,
  classes: number,
): { readonly weights: Float64Array; readonly share: number } {
  const counts = classCounts(labels, classes);
  const evidence = Float64Array.from(counts, (count) => count / (count + usualLevelRows));
  const total = sum(evidence);
  const weights = Float64Array.from(
    labels,
    (label) => (evidence[label] / counts[label] / total) * labels.length,
  );
  return { weights, share: total / classes };
}

/** Counts of labels; calibration imports nothing from the head's room. */
function classCounts(labels: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]++;
  return counts;
}

/**
 * Sets what is close to texts of none further off, and learns level and slope where there are rows of the classes to
 * set against them. A slope found other than usual goes into the lengths of the directions.
 */
async function fitWithOutside(
  { directions, level }: NoneModel,
  metric: Matrix,
  outside: Matrix,
  inside: { readonly rows: InsideRows; readonly closeness: Float64Array } | undefined,
): Promise<NoneModel> {
  const units = await unitInMetric(outside, metric);
  const nearness = await nearnessWithoutItself(outside, units);
  const meanNearness = mean(nearness);
  const expected = { level: level - slope * outsideShare * usualNearness * meanNearness, slope };
  let found = expected;
  if (inside !== undefined) {
    const ownCloseness = await largestProducts(outside, directions);
    const insideNearness = await largestProducts(inside.rows.vectors, units);
    const judged = {
      insideWeights: evidenceOf(inside.rows.labels, directions.rows).weights,
      inside: inside.closeness.map((value, i) => value - outsideShare * insideNearness[i]),
      outside: ownCloseness.map((value, i) => value - outsideShare * nearness[i]),
    };
    found = await fitBoundary(judged, expected);
  }
  const stretch = found.slope / slope;
  return {
    directions: scaled(directions, stretch),
    outside: scaled(units, stretch * outsideShare),
    level: found.level,
  };
}

/** P(none) of every vector, 0 to 1; that of a vector does not depend on the vectors beside it. */
export async function noneProbabilities(
  { directions, outside, level }: NoneModel,
  vectors: Matrix,
): Promise<Float64Array> {
  const closeness = await largestProducts(vectors, directions, multiplyRows);
  const nearness = outside && (await largestProducts(vectors, outside, multiplyRows));
  return closeness.map((value, i) => sigmoid(level - slope * (value - (nearness?.[i] ?? 0))));
}

/** How close each text of none is to the nearest other; nought where there is no other. */
async function nearnessWithoutItself(outside: Matrix, units: Matrix): Promise<Float64Array> {
  if (outside.rows === 1) return new Float64Array(1);
  const products = await multiply(outside, units, { transposeB: true });
  for (let i = 0; i < products.rows; i++) rowOf(products, i)[i] = Number.NEGATIVE_INFINITY;
  return largestOfRows(products);
}

async function unitInMetric(means: Matrix, metric: Matrix): Promise<Matrix> {
  const directions = await multiply(means, metric);
  for (let c = 0; c < means.rows; c++) {
    const direction = rowOf(directions, c);
    const length = Math.sqrt(Math.max(dot(direction, rowOf(means, c)), 1e-12));
    for (let j = 0; j < direction.length; j++) direction[j] /= length;
  }
  return directions;
}

/** Closeness of rows to the classes, each with the mean of its own class as it would be without it. */
async function closenessOfInside(
  means: Matrix,
  metric: Matrix,
  directions: Matrix,
  inside: InsideRows,
): Promise<Float64Array> {
  const { vectors } = inside;
  const { rows } = vectors;
  const closeness = await multiply(vectors, directions, { transposeB: true });
  const ownMeans = zeros(rows, means.columns);
  for (let i = 0; i < rows; i++) {
    const [own, mean, vector] = [rowOf(ownMeans, i), rowOf(means, inside.labels[i]), rowOf(vectors, i)];
    const left = inside.promptRows + inside.counts[inside.labels[i]] - 1;
    for (let j = 0; j < own.length; j++) own[j] = mean[j] - (vector[j] - mean[j]) / left;
  }
  const ownDirections = await unitInMetric(ownMeans, metric);
  for (let i = 0; i < rows; i++) {
    rowOf(closeness, i)[inside.labels[i]] = dot(rowOf(vectors, i), rowOf(ownDirections, i));
  }
  return largestOfRows(closeness);
}

/** The level at which the weighted mean P(none) of these rows is as wanted, by bisection. */
function levelFor(closeness: Float64Array, weights: Float64Array): number {
  let [low, high] = [-10, 20];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    const mean =
      closeness.reduce((sum, value, i) => sum + weights[i] * sigmoid(middle - slope * value), 0) /
      closeness.length;
    if (mean > wantedInside) high = middle;
    else low = middle;
  }
  return low;
}

async function largestProducts(
  vectors: Matrix,
  directions: Matrix,
  product: Product = multiply,
): Promise<Float64Array> {
  return largestOfRows(await product(vectors, directions, { transposeB: true }));
}

function largestOfRows(matrix: Matrix): Float64Array {
  return Float64Array.from({ length: matrix.rows }, (_, i) =>
    rowOf(matrix, i).reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  );
}

/** At most `mostRows` rows, evenly from first to last: a file may be sorted by class. */
function spreadInside(inside: InsideRows): InsideRows {
  const rows = spreadRows(inside.vectors.rows, mostRows);
  return {
    ...inside,
    vectors: takeRows(inside.vectors, rows),
    labels: rows.map((i) => inside.labels[i]),
  };
}

function spreadOut(matrix: Matrix, most: number): Matrix {
  return takeRows(matrix, spreadRows(matrix.rows, most));
}

/** The numbers of at most so many rows, evenly from first to last. */
function spreadRows(rows: number, most: number): Int32Array {
  const taken = Math.min(rows, most);
  return Int32Array.from({ length: taken }, (_, i) => Math.floor((i * rows) / taken));
}

function scaled(matrix: Matrix, factor: number): Matrix {
  return { ...matrix, data: matrix.data.map((value) => value * factor) };
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
