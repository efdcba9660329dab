import type { NoneModel } from "../calibration/none.ts";
import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import { scaleToUnitLength } from "../math/unit-length.ts";
import { dot, mean } from "../math/vector.ts";
import { multiplyRows } from "../onnx/product.ts";

/** How much closer texts are to classes that only corrections know than to the classes of the fit. */
export interface NewClassLeads {
  /** Returns x . p_k - max_c x . n_c for each text x: [texts, new classes]. It is positive if a new class is closest. */
  of(vectors: Matrix): Promise<Matrix>;
}

/**
 * Compares texts with classes that the fit does not know. The mean of the corrected texts of a class, scaled to unit
 * length, is its prototype p_k (nearest class mean: Mensink et al. 2013; Snell et al. 2017); the vectors n_c are those of
 * the none model, scaled to a mean length of 1.
 * @param texts projected unit vectors of the corrected texts: [texts, dimensions]
 * @param classes number of the new class of each text, from 0; below 0 if its class is not new
 */
export function newClassLeads(
  { directions }: NoneModel,
  texts: Matrix,
  classes: readonly number[],
): NewClassLeads {
  const prototypes = zeros(Math.max(...classes, -1) + 1, texts.columns);
  for (const [i, k] of classes.entries()) {
    if (k < 0) continue;
    const prototype = rowOf(prototypes, k);
    for (const [j, value] of rowOf(texts, i).entries()) prototype[j] += value;
  }
  for (let k = 0; k < prototypes.rows; k++) scaleToUnitLength(rowOf(prototypes, k));
  const lengths = Array.from({ length: directions.rows }, (_, c) => {
    const direction = rowOf(directions, c);
    return Math.sqrt(dot(direction, direction));
  });
  const usualLength = Math.max(mean(lengths), 1e-9);
  return {
    async of(vectors) {
      const near = await multiplyRows(vectors, prototypes, { transposeB: true });
      const known = await multiplyRows(vectors, directions, { transposeB: true });
      for (let i = 0; i < near.rows; i++) {
        const closest = rowOf(known, i).reduce((a, b) => Math.max(a, b)) / usualLength;
        const row = rowOf(near, i);
        for (let k = 0; k < row.length; k++) row[k] -= closest;
      }
      return near;
    },
  };
}
