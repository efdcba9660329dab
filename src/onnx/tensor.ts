/** Element types that this project's graphs use, by their names in onnxruntime. */
export interface TensorData {
  readonly float32: Float32Array;
  readonly int8: Int8Array;
  readonly uint8: Uint8Array;
  readonly int32: Int32Array;
  readonly int64: BigInt64Array;
}

export type TensorType = keyof TensorData;

/** Numbers with a shape, as sessions take and return them. It belongs to no runtime, and it shares the memory of its data. */
export class Tensor<Type extends TensorType = TensorType> {
  constructor(
    readonly type: Type,
    readonly data: TensorData[Type],
    /** Size along each axis; empty for a single number. */
    readonly dims: readonly number[],
  ) {}
}
