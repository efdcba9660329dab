import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import { PilesortError } from "../errors.ts";
import { onnxruntimeOptions, type SessionSettings } from "./session.ts";
import { fromRuntime, type Tensors } from "./tensor.ts";
import { type WorkerData, workerSource } from "./worker-source.ts";

/** Thrown if a worker ended before it answered. The caller has to do the work in another way. */
export class WorkerLostError extends PilesortError {
  override readonly name = "WorkerLostError";
}

/** Sessions of one graph in several worker threads, each with one thread. */
export class SessionWorkers {
  readonly #members: readonly Member[];

  /**
   * Starts workers. They do not keep the process running while they start or wait for work.
   * @param model the bytes of the graph, or its path. The workers read the bytes from shared memory
   */
  constructor(model: Uint8Array | string, count: number, settings: SessionSettings) {
    const workerData: WorkerData = {
      runtime: createRequire(import.meta.url).resolve("onnxruntime-node"),
      model: typeof model === "string" ? model : shared(model),
      options: onnxruntimeOptions({ ...settings, threads: 1 }),
    };
    this.#members = Array.from({ length: count }, () => new Member(workerData));
  }

  /** Waits until each worker has opened its session. @throws WorkerLostError if a worker cannot start or was closed */
  async ready(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.ready));
  }

  /**
   * Runs the graph in the worker with the fewest runs in progress.
   * @throws WorkerLostError if the worker ended, PilesortError with the message of onnxruntime if the run failed
   */
  run(inputs: Tensors, outputs: readonly string[]): Promise<Tensors> {
    const free = this.#members.reduce((best, member) => (member.waiting < best.waiting ? member : best));
    return free.run(inputs, outputs);
  }

  /** Ends the workers. Runs in progress fail. */
  async close(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.close()));
  }
}

interface Reply {
  readonly ready?: boolean;
  readonly id?: number;
  readonly found?: Readonly<Record<string, unknown>>;
  readonly error?: string;
}

interface Waiting {
  readonly resolve: (found: Tensors) => void;
  readonly reject: (error: Error) => void;
}

class Member {
  readonly ready: Promise<void>;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lost: WorkerLostError | undefined;
  #count = 0;

  constructor(workerData: WorkerData) {
    this.#worker = new Worker(workerSource, {
      eval: true,
      workerData,
      execArgv: [],
      name: "pilesort onnxruntime",
    });
    this.ready = new Promise((resolve, reject) => {
      this.#worker.on("message", (reply: Reply) => {
        if (reply.ready) resolve();
        else this.#settle(reply);
      });
      const lose = (cause?: unknown) => reject(this.#lose(cause));
      this.#worker.on("error", lose);
      this.#worker.on("exit", () => lose());
    });
    // After the listeners, because adding one makes the worker keep the process running again.
    this.#worker.unref();
    // The caller waits for `ready` too. If the worker ends later, its runs fail.
    this.ready.catch(() => {});
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  run(inputs: Tensors, outputs: readonly string[]): Promise<Tensors> {
    if (this.#lost) return Promise.reject(this.#lost);
    const id = this.#count++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      // The process must not end before the answer.
      this.#worker.ref();
      this.#worker.postMessage({ id, inputs, outputs });
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle({ id, found, error }: Reply): void {
    const waiting = this.#waiting.get(id!);
    this.#waiting.delete(id!);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (found) waiting?.resolve(fromRuntime(found));
    else waiting?.reject(new PilesortError(error));
  }

  #lose(cause: unknown): WorkerLostError {
    this.#lost ??= new WorkerLostError("A worker thread of onnxruntime ended.", { cause });
    for (const { reject } of this.#waiting.values()) reject(this.#lost);
    this.#waiting.clear();
    return this.#lost;
  }
}

function shared(bytes: Uint8Array): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(bytes.length);
  new Uint8Array(memory).set(bytes);
  return memory;
}
