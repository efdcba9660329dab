import type { Runtime } from "./runtime.ts";
import { onnxruntimeOptions, type Session, type SessionSettings, type Tensors } from "./session.ts";
import { Tensor, type TensorType } from "./tensor.ts";

/** Loads onnxruntime-node. @throws an error of Node if it is not installed or has no build for this machine */
export async function loadNativeRuntime(): Promise<Runtime> {
  const { InferenceSession, Tensor: NativeTensor } = await import("onnxruntime-node");
  const toNative = (tensors: Tensors) =>
    Object.fromEntries(
      Object.entries(tensors).map(([name, { type, data, dims }]) => [
        name,
        new NativeTensor(type as "float32", data as Float32Array, dims),
      ]),
    );

  async function openSession(model: Uint8Array | string, settings: SessionSettings): Promise<Session> {
    const options = onnxruntimeOptions(settings);
    const session = await (typeof model === "string"
      ? InferenceSession.create(model, options)
      : InferenceSession.create(model, options));
    return {
      inputNames: session.inputNames,
      outputNames: session.outputNames,
      async run(inputs, outputs = session.outputNames) {
        const found = isNames(outputs)
          ? await session.run(toNative(inputs), outputs)
          : await session.run(toNative(inputs), toNative(outputs));
        return fromRuntime(found);
      },
      release: () => session.release(),
    };
  }

  return { name: "native", openSession };
}

/** The shape that tensors of both runtimes share. */
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

/** Returns whether outputs are asked for by name alone. */
export function isNames(outputs: readonly string[] | Tensors): outputs is readonly string[] {
  return Array.isArray(outputs);
}
