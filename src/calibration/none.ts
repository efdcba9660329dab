import { classCounts } from "../math/class-counts.ts";
import { type Matrix, rowOf, takeRows, zeros } from "../math/matrix.ts";
import { dot, mean, sum } from "../math/vector.ts";
import { multiply, multiplyRows, type Product } from "../onnx/product.ts";
import { fitBoundary } from "./none-boundary.ts";

/**
 * Estimates whether a text is out of scope. This depends on its closeness to the classes, not on doubt between them:
 * P(none) = 1 / (1 + exp(slope x closeness - level)), closeness = max_c x . n_c - max_k x . o_k. Here n_c are the class
 * means, scaled to unit length in the metric of the within-class spread, and o_k are known texts out of scope, scaled
 * likewise and shortened.
 */
export interface NoneModel {
  /** The vectors n_c: [classes, dimensions]. */
  readonly directions: Matrix;
  /** The vectors o_k: [texts, dimensions]. Absent if no text out of scope is known. */
  readonly outOfScope?: Matrix;
  readonly level: number;
}

/**
 * Fitted on written tasks, where the texts of one task are out of scope in another, with three texts in ten out of scope.
 * Larger slope: P(none) is nearer to 0 or 1. Larger level: P(none) is higher for every text.
 */
const slope = 10.6;
const usualLevel = (classes: number) => -0.41 + 0.79 * Math.min(Math.log(classes), 5);

/** The mean P(none) that in-scope rows should get. Larger: more texts are classified as none. */
const wantedInScope = 0.08;
/** Number of rows per class that the usual level counts as. Larger: the rows of a class move the level less. */
const usualLevelRows = 10;
/** Maximum number of in-scope rows that are used. Larger: slower, without a better level. */
const maxRows = 4000;
/** Maximum number of texts out of scope that are kept in the model. Larger: a larger model and slower answers. */
const maxOutOfScope = 300;
/** Length of the vectors o_k. Larger: closeness to a text out of scope counts more against closeness to a class. */
const outOfScopeShare = 0.5;
/**
 * Expected closeness of any text to the nearest text out of scope, divided by the closeness of these to each other.
 * Larger: the expected level is lower, so that fewer texts are classified as none.
 */
const usualNearness = 0.7;

/** Rows of the classes, from which the class means were made. */
export interface InScopeRows {
  readonly vectors: Matrix;
  readonly labels: Int32Array;
  /** Number of rows of each class. */
  readonly counts: Float64Array;
  /** Number of rows that a description counted as in the class means. */
  readonly promptRows: number;
}

/**
 * Fits the estimate of P(none).
 * @param means class means: [classes, dimensions]
 * @param metric the inverse of the shape of the within-class spread: [dimensions, dimensions]
 * @param inScope rows of the classes. Default: the level depends on the number of classes only
 * @param outOfScope known texts out of scope, projected as rows are: [texts, dimensions]
 */
export async function fitNone(
  means: Matrix,
  metric: Matrix,
  inScope?: InScopeRows,
  outOfScope?: Matrix,
): Promise<NoneModel> {
  const directions = await unitInMetric(means, metric);
  const level = usualLevel(means.rows);
  const rows = inScope === undefined || inScope.vectors.rows === 0 ? undefined : takeEvenlyInScope(inScope);
  const closeness = rows && (await closenessOfInScope(means, metric, directions, rows));
  if (outOfScope !== undefined && outOfScope.rows > 0) {
    const known = takeEvenly(outOfScope, maxOutOfScope);
    return fitWithOutOfScope({ directions, level }, metric, known, rows && closeness && { rows, closeness });
  }
  if (rows === undefined || closeness === undefined) return { directions, level };
  const { weights, share } = evidenceOf(rows.labels, means.rows);
  return { directions, level: share * levelFor(closeness, weights) + (1 - share) * level };
}

/**
 * Returns the weight of each row, on average 1, and the share of the rows in the level. A class with n rows counts as
 * n / (n + usualLevelRows): many rows of one class say little about the closeness of texts to the other classes.
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

/**
 * Lowers the closeness of texts that are close to texts out of scope. Fits level and slope if there are in-scope rows. A
 * fitted slope is stored in the lengths of the vectors.
 */
async function fitWithOutOfScope(
  { directions, level }: NoneModel,
  metric: Matrix,
  outOfScope: Matrix,
  inScope: { readonly rows: InScopeRows; readonly closeness: Float64Array } | undefined,
): Promise<NoneModel> {
  const units = await unitInMetric(outOfScope, metric);
  const nearness = await nearnessWithoutItself(outOfScope, units);
  const meanNearness = mean(nearness);
  const expected = { level: level - slope * outOfScopeShare * usualNearness * meanNearness, slope };
  let found = expected;
  if (inScope !== undefined) {
    const ownCloseness = await largestProducts(outOfScope, directions);
    const inScopeNearness = await largestProducts(inScope.rows.vectors, units);
    const heldOut = {
      inScopeWeights: evidenceOf(inScope.rows.labels, directions.rows).weights,
      inScope: inScope.closeness.map((value, i) => value - outOfScopeShare * inScopeNearness[i]),
      outOfScope: ownCloseness.map((value, i) => value - outOfScopeShare * nearness[i]),
    };
    found = await fitBoundary(heldOut, expected);
  }
  const stretch = found.slope / slope;
  return {
    directions: scaled(directions, stretch),
    outOfScope: scaled(units, stretch * outOfScopeShare),
    level: found.level,
  };
}

/** Returns P(none) of every vector, 0 to 1. The value of a vector does not depend on the vectors beside it. */
export async function noneProbabilities(
  { directions, outOfScope, level }: NoneModel,
  vectors: Matrix,
): Promise<Float64Array> {
  const closeness = await largestProducts(vectors, directions, multiplyRows);
  const nearness = outOfScope && (await largestProducts(vectors, outOfScope, multiplyRows));
  return closeness.map((value, i) => sigmoid(level - slope * (value - (nearness?.[i] ?? 0))));
}

/** Returns the closeness of each text out of scope to the nearest other one; zero if there is no other. */
async function nearnessWithoutItself(outOfScope: Matrix, units: Matrix): Promise<Float64Array> {
  if (outOfScope.rows === 1) return new Float64Array(1);
  const products = await multiply(outOfScope, units, { transposeB: true });
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

/** Returns the closeness of rows to the classes. The mean of the own class is computed without the row. */
async function closenessOfInScope(
  means: Matrix,
  metric: Matrix,
  directions: Matrix,
  inScope: InScopeRows,
): Promise<Float64Array> {
  const { vectors } = inScope;
  const { rows } = vectors;
  const closeness = await multiply(vectors, directions, { transposeB: true });
  const ownMeans = zeros(rows, means.columns);
  for (let i = 0; i < rows; i++) {
    const [own, mean, vector] = [rowOf(ownMeans, i), rowOf(means, inScope.labels[i]), rowOf(vectors, i)];
    const left = inScope.promptRows + inScope.counts[inScope.labels[i]] - 1;
    for (let j = 0; j < own.length; j++) own[j] = mean[j] - (vector[j] - mean[j]) / left;
  }
  const ownDirections = await unitInMetric(ownMeans, metric);
  for (let i = 0; i < rows; i++) {
    rowOf(closeness, i)[inScope.labels[i]] = dot(rowOf(vectors, i), rowOf(ownDirections, i));
  }
  return largestOfRows(closeness);
}

/** Returns the level at which the weighted mean P(none) of these rows is `wantedInScope`, by bisection. */
function levelFor(closeness: Float64Array, weights: Float64Array): number {
  let [low, high] = [-10, 20];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    const mean =
      closeness.reduce((sum, value, i) => sum + weights[i] * sigmoid(middle - slope * value), 0) /
      closeness.length;
    if (mean > wantedInScope) high = middle;
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

/** Takes at most `maxRows` rows, evenly from first to last: a file may be sorted by class. */
function takeEvenlyInScope(inScope: InScopeRows): InScopeRows {
  const rows = evenRows(inScope.vectors.rows, maxRows);
  return {
    ...inScope,
    vectors: takeRows(inScope.vectors, rows),
    labels: rows.map((i) => inScope.labels[i]),
  };
}

function takeEvenly(matrix: Matrix, maximum: number): Matrix {
  return takeRows(matrix, evenRows(matrix.rows, maximum));
}

/** Returns at most `maximum` row numbers, evenly from first to last. */
function evenRows(rows: number, maximum: number): Int32Array {
  const taken = Math.min(rows, maximum);
  return Int32Array.from({ length: taken }, (_, i) => Math.floor((i * rows) / taken));
}

function scaled(matrix: Matrix, factor: number): Matrix {
  return { ...matrix, data: matrix.data.map((value) => value * factor) };
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
