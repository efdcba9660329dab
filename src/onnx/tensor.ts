import type { Matrix } from "../math/matrix.ts";

/** Element types of the graphs of this project, by their names in onnxruntime. */
export interface TensorData {
  readonly float32: Float32Array;
  readonly int8: Int8Array;
  readonly uint8: Uint8Array;
  readonly int32: Int32Array;
  readonly int64: BigInt64Array;
}

export type TensorType = keyof TensorData;

/** Numbers with a shape, independent of the runtime. Sessions take and return tensors. A tensor shares the memory of its data. */
export class Tensor<Type extends TensorType = TensorType> {
  constructor(
    readonly type: Type,
    readonly data: TensorData[Type],
    /** Size along each axis. Empty for a single number. */
    readonly dims: readonly number[],
  ) {}
}

/** Tensors by their names in the graph. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** Returns a matrix as a tensor that shares its memory. */
export function tensorOf({ rows, columns, data }: Matrix): Tensor {
  return new Tensor("float32", data, [rows, columns]);
}

/** Returns tensors of this project as tensors of a runtime, without a copy of their data. */
export function toRuntime<RuntimeTensor>(
  Runtime: new (type: "float32", data: Float32Array, dims: readonly number[]) => RuntimeTensor,
  tensors: Tensors,
): Record<string, RuntimeTensor> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { type, data, dims }]) => [
      name,
      new Runtime(type as "float32", data as Float32Array, dims),
    ]),
  );
}

/** The fields that tensors of both runtimes have. */
interface RuntimeTensor {
  readonly type: string;
  readonly data: unknown;
  readonly dims: readonly number[];
}

/** Returns tensors of a runtime as tensors of this project, without a copy of their data. */
export function fromRuntime(found: Readonly<Record<string, unknown>>): Tensors {
  return Object.fromEntries(
    Object.entries(found as Readonly<Record<string, RuntimeTensor>>).map(([name, { type, data, dims }]) => [
      name,
      new Tensor(type as TensorType, data as Float32Array, dims),
    ]),
  );
}

/** Returns whether outputs are given as names, not as tensors. */
export function isNames(outputs: readonly string[] | Tensors): outputs is readonly string[] {
  return Array.isArray(outputs);
}
