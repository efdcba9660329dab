import { onnxruntimeOptions, type Runtime, type Session, type SessionSettings } from "./session.ts";
import { fromRuntime, isNames, toRuntime } from "./tensor.ts";

/** Loads onnxruntime-node. @throws an error of Node if it is not installed or has no build for this machine */
export async function loadNativeRuntime(): Promise<Runtime> {
  const { InferenceSession, Tensor: NativeTensor } = await import("onnxruntime-node");
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
          ? await session.run(toRuntime(NativeTensor, inputs), outputs)
          : await session.run(toRuntime(NativeTensor, inputs), toRuntime(NativeTensor, outputs));
        return fromRuntime(found);
      },
      release: () => session.release(),
    };
  }

  return { name: "native", openSession };
}
