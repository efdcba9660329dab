import { optionError, PilesortError } from "../errors.ts";
import { loadNativeRuntime } from "./native-runtime.ts";
import type { Runtime, Session, SessionSettings } from "./session.ts";
import { loadWasmRuntime } from "./wasm-runtime.ts";

/**
 * The runtime to use: "native" is onnxruntime-node, "wasm" is onnxruntime-web, and "auto" is the native one if it can be
 * loaded, otherwise the other one.
 */
export type RuntimeChoice = "auto" | "native" | "wasm";

const choices: readonly RuntimeChoice[] = ["auto", "native", "wasm"];
const load = { native: loadNativeRuntime, wasm: loadWasmRuntime };

let choice: RuntimeChoice = "auto";
const loaded = new Map<RuntimeChoice, Promise<Runtime>>();

/**
 * Chooses the runtime for all encoders and models that this process opens afterwards. Default: "auto".
 * @throws InputError if the value is not one of the choices
 * @example
 * chooseRuntime("wasm"); // needs no native code and is several times slower
 */
export function chooseRuntime(runtime: RuntimeChoice): void {
  if (!choices.includes(runtime)) throw optionError("runtime", '"auto", "native" or "wasm"', runtime);
  choice = runtime;
}

/**
 * Returns the runtime of this process. It is loaded at the first call. If "auto" falls back on WebAssembly, the process emits
 * one warning with the code PILESORT_WASM_RUNTIME.
 * @throws PilesortError if no runtime can be loaded
 */
export function loadRuntime(): Promise<Runtime> {
  const runtime = loaded.get(choice) ?? (choice === "auto" ? loadFirst() : loadOnly(choice));
  loaded.set(choice, runtime);
  return runtime;
}

/** Loads a graph with the runtime of this process. @throws PilesortError, or an error of the runtime if it cannot read the graph */
export async function openSession(
  model: Uint8Array | string,
  settings: SessionSettings = {},
): Promise<Session> {
  return (await loadRuntime()).openSession(model, settings);
}

async function loadOnly(name: Runtime["name"]): Promise<Runtime> {
  const found = await load[name]().catch((error: unknown) => asError(error));
  if (!(found instanceof Error)) return found;
  throw new PilesortError(`${packageOf[name]} cannot be loaded (${reasonOf(found)}). ${repair}`, {
    cause: found,
  });
}

async function loadFirst(): Promise<Runtime> {
  const native = await load.native().catch((error: unknown) => asError(error));
  if (!(native instanceof Error)) return native;
  const wasm = await load.wasm().catch((error: unknown) => asError(error));
  if (wasm instanceof Error) {
    const reasons = `${packageOf.native} (${reasonOf(native)}) nor ${packageOf.wasm} (${reasonOf(wasm)})`;
    throw new PilesortError(`Neither ${reasons} can be loaded. ${repair}`, { cause: native });
  }
  process.emitWarning(fallbackNotice(native), {
    type: "PilesortWarning",
    code: "PILESORT_WASM_RUNTIME",
  });
  return wasm;
}

/** The package of each runtime. */
const packageOf = { native: "onnxruntime-node", wasm: "onnxruntime-web" };

const repair =
  "Install one of them beside pilesort: npm install onnxruntime-node --ignore-scripts, or npm install onnxruntime-web.";

/** Returns the warning about the slower runtime. Its factor was measured in processor time, see docs/decisions/2026-11-28-onnx-runtime.md. */
function fallbackNotice(reason: Error): string {
  return (
    `The native runtime onnxruntime-node cannot be loaded (${reasonOf(reason)}), so the slower WebAssembly runtime is used. ` +
    "Answers take four times as long or more, and their probabilities differ a little. " +
    "To get the native runtime, run: npm install onnxruntime-node --ignore-scripts"
  );
}

/** Returns the first line of an error of Node, without the files that it lists. */
function reasonOf({ message }: Error): string {
  return message
    .split("\n")[0]
    .replace(/ imported from .*$/, "")
    .replace(/\.$/, "");
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
