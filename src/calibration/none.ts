import { type Matrix, rowOf, takeRows, zeros } from "../math/matrix.ts";
import { multiply } from "../math/product.ts";
import { dot } from "../math/vector.ts";

/**
 * Whether a text belongs to none of the classes. It is about closeness, not about doubt between classes:
 * closeness = max_c x . n_c, with n_c the class means made unit in the metric of the classes' spread;
 * P(none) = 1 / (1 + exp(slope x closeness - level)).
 */
export interface NoneModel {
  /** [classes, dimensions]. */
  readonly directions: Matrix;
  readonly level: number;
}

/** Learnt on written tasks, whose texts are none of each other's classes; at three texts in ten being none. */
const slope = 10.6;
const usualLevel = (classes: number) => -0.41 + 0.79 * Math.min(Math.log(classes), 5);

/** The mean P(none) that rows of the classes themselves should get, and the rows a class that the usual level counts as. */
const wantedInside = 0.08;
const usualLevelRows = 10;
/** Rows looked at; more add nothing. */
const mostRows = 4000;

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
 */
export async function fitNone(means: Matrix, metric: Matrix, inside?: InsideRows): Promise<NoneModel> {
  const directions = await unitInMetric(means, metric);
  const level = usualLevel(means.rows);
  if (inside === undefined || inside.vectors.rows === 0) return { directions, level };
  const found = levelFor(await closenessOfInside(means, metric, directions, inside));
  const perClass = inside.vectors.rows / means.rows;
  const share = perClass / (perClass + usualLevelRows);
  return { directions, level: share * found + (1 - share) * level };
}

/** P(none) of every vector, 0 to 1. */
export async function noneProbabilities(
  { directions, level }: NoneModel,
  vectors: Matrix,
): Promise<Float64Array> {
  const closeness = largestOfRows(await multiply(vectors, directions, { transposeB: true }));
  return closeness.map((value) => sigmoid(level - slope * value));
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
  const rows = Math.min(inside.vectors.rows, mostRows);
  const vectors = takeRows(
    inside.vectors,
    Int32Array.from({ length: rows }, (_, i) => i),
  );
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

/** The level at which the mean P(none) of these rows is as wanted, by bisection. */
function levelFor(closeness: Float64Array): number {
  let [low, high] = [-10, 20];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    const mean =
      closeness.reduce((sum, value) => sum + sigmoid(middle - slope * value), 0) / closeness.length;
    if (mean > wantedInside) high = middle;
    else low = middle;
  }
  return low;
}

function largestOfRows(matrix: Matrix): Float64Array {
  return Float64Array.from({ length: matrix.rows }, (_, i) =>
    rowOf(matrix, i).reduce((a, b) => Math.max(a, b), -1),
  );
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
