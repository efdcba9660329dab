import type { Tensors } from "./tensor.ts";

/** A graph that is loaded and runs. */
export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /**
   * Runs the graph once.
   * @param outputs the names of the outputs to return (default: all), or tensors whose data is overwritten with the outputs
   */
  run(inputs: Tensors, outputs?: readonly string[] | Tensors): Promise<Tensors>;
  /** Frees the session, which cannot be used afterwards. */
  release(): Promise<void>;
}

/** How a session is opened. */
export interface SessionSettings {
  /** Number of threads of one run. Default: one per physical core. */
  readonly threads?: number;
  /**
   * Whether products of uint8 with int8 avoid the instructions that overflow 16 bits. Only processors whose products do
   * overflow need it, see `int8ProductsOverflow`; others run at half the speed. Default: false.
   */
  readonly exactInt8Products?: boolean;
  /** Whether memory is kept for the next run. Set it to false if outputs go into the caller's memory. Default: true. */
  readonly keepMemory?: boolean;
  /** Whether all runs have inputs of the same size, so that one plan of memory serves them. Default: true. */
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

/** The options of a session in onnxruntime's own terms. */
export interface OnnxruntimeOptions {
  readonly graphOptimizationLevel: "all";
  readonly intraOpNumThreads?: number;
  readonly enableCpuMemArena: boolean;
  readonly enableMemPattern: boolean;
  readonly extra: { readonly session: Readonly<Record<string, unknown>> };
}

/** Translates settings into the options of onnxruntime. Every session of the library is opened with its result. */
export function onnxruntimeOptions(settings: SessionSettings): OnnxruntimeOptions {
  const { threads, exactInt8Products = false, keepMemory = true, sameSizes = true } = settings;
  return {
    graphOptimizationLevel: "all",
    enableCpuMemArena: keepMemory,
    enableMemPattern: keepMemory && sameSizes,
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    extra: {
      session: {
        // Waiting threads sleep. On a machine with other work, spinning threads lost a fifth to a half of the throughput,
        // see docs/decisions/2026-11-28-onnx-runtime.md.
        intra_op: { allow_spinning: "0" },
        ...(exactInt8Products && { x64quantprecision: "1" }),
      },
    },
  };
}
