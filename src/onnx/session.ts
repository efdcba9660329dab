import type { Tensors } from "./tensor.ts";

/** A loaded graph that can be run. */
export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /**
   * Runs the graph once.
   * @param outputs the names of the outputs to return, or tensors whose data is overwritten with the outputs. Default: all names
   */
  run(inputs: Tensors, outputs?: readonly string[] | Tensors): Promise<Tensors>;
  /** Frees the session. It cannot be used afterwards. */
  release(): Promise<void>;
}

/** Settings of a session. */
export interface SessionSettings {
  /** Number of threads of one run. Default: one per physical core. */
  readonly threads?: number;
  /**
   * Whether products of uint8 with int8 avoid the instructions that overflow 16 bits. Only some processors need this, see
   * `int8ProductsOverflow`. On others the graph would run at half the speed. Default: false.
   */
  readonly exactInt8Products?: boolean;
  /** Whether memory is kept for the next run. Set it to false if outputs are written to the caller's memory. Default: true. */
  readonly keepMemory?: boolean;
  /** Whether all runs have inputs of the same size, so that they can share one memory plan. Default: true. */
  readonly sameSizes?: boolean;
}

/** A library that runs ONNX graphs. */
export interface Runtime {
  readonly name: "native" | "wasm";
  /**
   * Loads a graph.
   * @param model the bytes of the graph, or its path if its weights are in a file beside it
   * @throws an error of the runtime if it cannot read the graph
   */
  openSession(model: Uint8Array | string, settings: SessionSettings): Promise<Session>;
}

/** The session options of onnxruntime. */
export interface OnnxruntimeOptions {
  readonly graphOptimizationLevel: "all";
  readonly intraOpNumThreads?: number;
  readonly enableCpuMemArena: boolean;
  readonly enableMemPattern: boolean;
  readonly extra: { readonly session: Readonly<Record<string, unknown>> };
}

/** Returns the session options of onnxruntime for settings. All sessions of the library are opened with its result. */
export function onnxruntimeOptions(settings: SessionSettings): OnnxruntimeOptions {
  const { threads, exactInt8Products = false, keepMemory = true, sameSizes = true } = settings;
  return {
    graphOptimizationLevel: "all",
    enableCpuMemArena: keepMemory,
    enableMemPattern: keepMemory && sameSizes,
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    extra: {
      session: {
        // Waiting threads sleep. On a machine with other work, spinning threads cost 20 to 50 % of the throughput,
        // see docs/decisions/2026-11-28-onnx-runtime.md.
        intra_op: { allow_spinning: "0" },
        ...(exactInt8Products && { x64quantprecision: "1" }),
      },
    },
  };
}
