import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import { multiply } from "../onnx/product.ts";

/** Steps of conjugate gradients. More are more exact and take longer. */
const maxSteps = 60;
/** The steps end if no residual is longer than this share of its target. Larger: faster and less exact. */
const tolerance = 1e-3;

/**
 * Fits a score per class to the rows that are not held out, and returns the scores of all rows: kernel ridge regression,
 * (K + penalty I) a = y with y = 1 for rows of the class and 0 for others, solved by conjugate gradients for all classes
 * together.
 * @param kernel similarity of each pair of rows, positive semidefinite: [rows, rows]
 * @param labels class number of each row
 * @param isHeldOut whether each row has no part in the fit
 * @param penalty larger: smoother scores
 * @returns [rows, classes]
 */
export async function kernelRidgeScores(
  kernel: Matrix,
  labels: Int32Array,
  classes: number,
  isHeldOut: (row: number) => boolean,
  penalty: number,
): Promise<Matrix> {
  const used = Float32Array.from(labels, (_, i) => (isHeldOut(i) ? 0 : 1));
  const residual = zeros(labels.length, classes);
  for (const [i, label] of labels.entries()) rowOf(residual, i)[label] = used[i];
  const solution = zeros(labels.length, classes);
  const direction = { ...residual, data: residual.data.slice() };
  let squares = columnProducts(residual, residual);
  const enough = squares.map((value) => value * tolerance ** 2);
  for (let step = 0; step < maxSteps && squares.some((value, c) => value > enough[c]); step++) {
    const image = await multiply(kernel, direction);
    for (let i = 0; i < image.rows; i++) {
      const [row, own] = [rowOf(image, i), rowOf(direction, i)];
      for (let c = 0; c < classes; c++) row[c] = used[i] * (row[c] + penalty * own[c]);
    }
    const lengths = squares.map((value, c) => value / Math.max(columnProduct(direction, image, c), tiny));
    addColumns(solution, direction, lengths);
    addColumns(
      residual,
      image,
      lengths.map((length) => -length),
    );
    const next = columnProducts(residual, residual);
    const kept = next.map((value, c) => value / Math.max(squares[c], tiny));
    for (let i = 0; i < direction.data.length; i++) {
      direction.data[i] = residual.data[i] + kept[i % classes] * direction.data[i];
    }
    squares = next;
  }
  return multiply(kernel, solution);
}

/** Avoids a division by zero for a class without rows. */
const tiny = 1e-30;

function columnProduct(a: Matrix, b: Matrix, column: number): number {
  let total = 0;
  for (let at = column; at < a.data.length; at += a.columns) total += a.data[at] * b.data[at];
  return total;
}

function columnProducts(a: Matrix, b: Matrix): Float64Array {
  return Float64Array.from({ length: a.columns }, (_, column) => columnProduct(a, b, column));
}

function addColumns(target: Matrix, source: Matrix, factors: Float64Array): void {
  for (let i = 0; i < target.data.length; i++) target.data[i] += factors[i % target.columns] * source.data[i];
}
