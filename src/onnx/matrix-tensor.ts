import type { Matrix } from "../math/matrix.ts";
import { Tensor } from "./tensor.ts";

/** A matrix as sessions take it; it shares the matrix's memory. */
export function tensorOf({ rows, columns, data }: Matrix): Tensor {
  return new Tensor("float32", data, [rows, columns]);
}
