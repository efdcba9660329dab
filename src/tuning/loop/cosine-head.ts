import { scaleRowsToUnitLength } from "../../encoder/unit-length.ts";
import { type Matrix, rowOf, rowRange, zeros } from "../../math/matrix.ts";
import type { Random } from "../../math/random.ts";
import { classNumbers, type TuningRow } from "./labeled-rows.ts";
import type { TuningEngine } from "./tuning-engine.ts";

/** A head over cosines, which is trained together with the adapter. With the softmax loss its scores are 20 cos(text, class). */
export interface CosineHead {
  readonly classNames: readonly string[];
  /** [classes, hidden]. With the sigmoid loss, [labels, hidden + 1]: a threshold is behind each vector. */
  readonly vectors: Matrix;
}

/**
 * Maximum number of rows per class whose mean the head starts from. A larger number gives a better start and takes more
 * time before the first step.
 */
const startingRowsPerClass = 32;

/** Draws the rows that the head starts from, in random order: at most 32 of each class, and of no class. */
export function startingRows(rows: readonly TuningRow[], random: Random): TuningRow[] {
  const counts = new Map<string | number, number>();
  return random.shuffle(rows).filter((row) => {
    const found = keysOf(row).map((key) => {
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return count;
    });
    return Math.min(...found) <= startingRowsPerClass;
  });
}

/** Returns the class of a row, or the numbers of its probable classes; [-1] if it has none. */
function keysOf({ label, target }: TuningRow): (string | number)[] {
  if (target === undefined) return [label];
  const probable = Array.from(target.keys()).filter((c) => target[c] >= 0.5);
  return probable.length > 0 ? probable : [-1];
}

/** Rows embedded between two checks of the signal. More rows react later to a stop. */
const rowsAtOnce = 256;

/**
 * Embeds rows with the engine's current adapter.
 * @param mayContinue called after each part of the rows. If it returns false, the vectors are those of the rows so far
 */
export async function embedRows(
  engine: Pick<TuningEngine, "embed" | "weights">,
  rows: readonly TuningRow[],
  mayContinue: () => Promise<boolean>,
): Promise<{ readonly vectors: Matrix; readonly continues: boolean }> {
  const { columns } = engine.weights.words;
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
  return { vectors: rowRange(vectors, 0, done), continues };
}

/** Returns the class means of vectors, scaled to unit length: [classes, hidden]. A class without rows gets the mean of all. */
export function classMeans(
  vectors: Matrix,
  rows: readonly TuningRow[],
  classNames: readonly string[],
): Matrix {
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
