import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { onnxruntimeOptions, type Runtime, type Session, type SessionSettings } from "./session.ts";
import { fromRuntime, isNames, type Tensors, toRuntime } from "./tensor.ts";

/** Loads onnxruntime-web, which runs on WebAssembly without native code. @throws an error of Node if it is not installed */
export async function loadWasmRuntime(): Promise<Runtime> {
  const { InferenceSession, Tensor: WasmTensor } = await import("onnxruntime-web");
  async function openSession(model: Uint8Array | string, settings: SessionSettings): Promise<Session> {
    const options = { ...onnxruntimeOptions(settings), executionProviders: ["wasm"] };
    const session = await (typeof model === "string"
      ? InferenceSession.create(await readFile(model), { ...options, externalData: await weightsOf(model) })
      : InferenceSession.create(model, options));
    return {
      inputNames: session.inputNames,
      outputNames: session.outputNames,
      async run(inputs, outputs = session.outputNames) {
        const names = isNames(outputs) ? outputs : Object.keys(outputs);
        const found = fromRuntime(await session.run(toRuntime(WasmTensor, inputs), names));
        // onnxruntime-web does not write to output tensors of the caller.
        if (!isNames(outputs)) copyInto(outputs, found);
        return found;
      },
      release: () => session.release(),
    };
  }

  return { name: "wasm", openSession };
}

/** Reads the weights of a large graph from the file beside it, which exporters call NAME_data: WebAssembly cannot open files. */
async function weightsOf(graph: string): Promise<{ path: string; data: Uint8Array }[]> {
  const path = `${graph}_data`;
  return existsSync(path) ? [{ path: basename(path), data: await readFile(path) }] : [];
}

function copyInto(outputs: Tensors, found: Tensors): void {
  for (const [name, { data }] of Object.entries(outputs)) {
    (data as Float32Array).set(found[name].data as Float32Array);
  }
}
