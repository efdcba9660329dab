import { Tensor } from "onnxruntime-node";
import type { Matrix } from "../math/matrix.ts";

/** A matrix as onnxruntime takes it; it shares the matrix's memory. */
export function tensorOf({ rows, columns, data }: Matrix): Tensor {
  return new Tensor("float32", data, [rows, columns]);
}
