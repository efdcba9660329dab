import { scaleRowsToUnitLength } from "../../encoder/unit-length.ts";
import { type Matrix, rowOf, rowRange, zeros } from "../../math/matrix.ts";
import type { Random } from "../../math/random.ts";
import { classNumbers, type TuningRow } from "./labeled-rows.ts";
import type { TuningEngine } from "./tuning-engine.ts";

/** A softmax head over cosines, scores = 20 cos(text, class), which is trained together with the adapter. */
export interface CosineHead {
  readonly classNames: readonly string[];
  /** [classes, hidden] */
  readonly vectors: Matrix;
}

/**
 * Maximum number of rows per class whose mean the head starts from. A larger number gives a better start and takes more
 * time before the first step.
 */
const startingRowsPerClass = 32;

/** Draws the rows whose means the head starts from, in random order: at most 32 of each class. */
export function startingRows(rows: readonly TuningRow[], random: Random): TuningRow[] {
  const counts = new Map<string, number>();
  return random.shuffle(rows).filter(({ label }) => {
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    return count <= startingRowsPerClass;
  });
}

/** Rows embedded between two checks of the signal. More rows react later to a stop. */
const rowsAtOnce = 256;

/**
 * Embeds rows with the engine's current adapter and returns their class means: see classMeans.
 * @param mayContinue called after each part of the rows. If it returns false, the means are those of the rows so far
 */
export async function startingMeans(
  engine: Pick<TuningEngine, "embed">,
  rows: readonly TuningRow[],
  { classNames, vectors: { columns } }: CosineHead,
  mayContinue: () => Promise<boolean>,
): Promise<{ readonly means: Matrix; readonly continues: boolean }> {
  const vectors = zeros(rows.length, columns);
  let done = 0;
  let continues = true;
  while (continues && done < rows.length) {
    const part = rows.slice(done, done + rowsAtOnce);
    const found = await engine.embed(part.map(({ ids }) => ids));
    vectors.data.set(found.data, done * columns);
    done += part.length;
    continues = await mayContinue();
  }
  return { means: classMeans(rowRange(vectors, 0, done), rows.slice(0, done), classNames), continues };
}

/** Returns the class means of vectors, scaled to unit length: [classes, hidden]. A class without rows gets the mean of all. */
function classMeans(vectors: Matrix, rows: readonly TuningRow[], classNames: readonly string[]): Matrix {
  const means = zeros(classNames.length, vectors.columns);
  const counts = new Float64Array(classNames.length);
  const total = new Float32Array(vectors.columns);
  for (const [i, column] of classNumbers(rows, classNames).entries()) {
    counts[column]++;
    const vector = rowOf(vectors, i);
    const sum = rowOf(means, column);
    for (let k = 0; k < vector.length; k++) {
      sum[k] += vector[k];
      total[k] += vector[k];
    }
  }
  for (const [column, count] of counts.entries()) if (count === 0) rowOf(means, column).set(total);
  scaleRowsToUnitLength(means);
  return means;
}
