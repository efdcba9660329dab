import { scaleRowsToUnitLength } from "../../encoder/unit-length.ts";
import { type Matrix, rowOf, zeros } from "../../math/matrix.ts";
import type { Random } from "../../math/random.ts";
import { classNumbers, type TuningRow } from "./labeled-rows.ts";

/** A softmax over cosines, scores = 20 cos(text, class): the head that tuning trains along. */
export interface CosineHead {
  readonly classNames: readonly string[];
  /** [classes, hidden] */
  readonly vectors: Matrix;
}

/** Enough for a direction to start from, and few enough that tuning on many rows begins soon. */
const startingRowsPerClass = 32;

/** The rows whose means the head starts from: all of a small class, some of a large one, in random order. */
export function startingRows(rows: readonly TuningRow[], random: Random): TuningRow[] {
  const counts = new Map<string, number>();
  return random.shuffle(rows).filter(({ label }) => {
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    return count <= startingRowsPerClass;
  });
}

/** Directions of the means of unit vectors, [classes, hidden]; a class without rows gets the mean of all. */
export function classMeans(
  vectors: Matrix,
  rows: readonly TuningRow[],
  classNames: readonly string[],
): Matrix {
  const means = zeros(classNames.length, vectors.columns);
  const counts = new Float64Array(classNames.length);
  const whole = new Float32Array(vectors.columns);
  for (const [i, column] of classNumbers(rows, classNames).entries()) {
    counts[column]++;
    const vector = rowOf(vectors, i);
    const sum = rowOf(means, column);
    for (let k = 0; k < vector.length; k++) {
      sum[k] += vector[k];
      whole[k] += vector[k];
    }
  }
  for (const [column, count] of counts.entries()) if (count === 0) rowOf(means, column).set(whole);
  scaleRowsToUnitLength(means);
  return means;
}
