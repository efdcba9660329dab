import type { Matrix } from "../math/matrix.ts";
import type { SparseMatrix } from "../math/sparse.ts";
import type { SparseHead } from "./sparse-softmax.ts";

/** Rows with one class each. */
export interface DualProblem {
  /** [rows, features]. */
  readonly features: SparseMatrix;
  /** Class number of each row. */
  readonly labels: Int32Array;
  /** Number of classes. */
  readonly classes: number;
  /** Weight of each row. Default: 1 each. */
  readonly weights?: Float64Array;
}

/** A head, and the dual variables that give it. */
export interface DualFit {
  readonly head: SparseHead;
  /** Probability of each class for each row. If the fit is exact, they are those of the head: [rows, classes]. */
  readonly probabilities: Matrix;
  readonly penalty: number;
}
