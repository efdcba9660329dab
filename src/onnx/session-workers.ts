import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import { PilesortError } from "../errors.ts";
import { onnxruntimeOptions, type SessionSettings } from "./session.ts";
import { fromRuntime, type Tensors } from "./tensor.ts";
import { type WorkerData, workerSource, workerState } from "./worker-source.ts";

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
    const workerData = {
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

  /** Fails all runs, and ends the workers after the calls into onnxruntime that they have begun. */
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
  readonly #ended: Promise<void>;
  readonly #state = new Int32Array(new SharedArrayBuffer(8));
  readonly #waiting = new Map<number, Waiting>();
  #lost: WorkerLostError | undefined;
  #count = 0;

  constructor(data: Omit<WorkerData, "state">) {
    const workerData: WorkerData = { ...data, state: this.#state.buffer };
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
    this.#ended = new Promise((resolve) => {
      this.#worker.on("exit", () => {
        running.delete(this);
        if (running.size === 0) process.off("exit", waitForCalls);
        resolve();
      });
    });
    running.add(this);
    if (running.size === 1) process.once("exit", waitForCalls);
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
    this.stopCalls();
    this.#lose();
    // The process must not end before the worker has.
    this.#worker.ref();
    this.#worker.postMessage({ close: true });
    await this.#ended;
  }

  /** Makes the worker start no more calls into onnxruntime. */
  stopCalls(): void {
    Atomics.store(this.#state, workerState.closing, 1);
  }

  /** Blocks this thread until no call into onnxruntime is in progress, or until the time is over. */
  waitForCalls(milliseconds: number): void {
    const end = performance.now() + milliseconds;
    for (;;) {
      const calls = Atomics.load(this.#state, workerState.calls);
      const left = end - performance.now();
      if (calls === 0 || left <= 0) return;
      Atomics.wait(this.#state, workerState.calls, calls, left);
    }
  }

  #settle({ id, found, error }: Reply): void {
    if (this.#lost) return;
    const waiting = this.#waiting.get(id!);
    this.#waiting.delete(id!);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (found) waiting?.resolve(fromRuntime(found));
    else waiting?.reject(new PilesortError(error));
  }

  #lose(cause?: unknown): WorkerLostError {
    this.#lost ??= new WorkerLostError("A worker thread of onnxruntime ended.", { cause });
    for (const { reject } of this.#waiting.values()) reject(this.#lost);
    this.#waiting.clear();
    return this.#lost;
  }
}

/** The workers of this thread that have not ended. */
const running = new Set<Member>();

/** Time for the calls in progress when the process ends. A call takes less than a second on an idle processor. */
const timeForCalls = 20_000;

/**
 * When the process ends, Node ends the threads that still run. That would abort the process if it happened during a call into
 * onnxruntime.
 */
function waitForCalls(): void {
  for (const member of running) member.stopCalls();
  for (const member of running) member.waitForCalls(timeForCalls);
}

function shared(bytes: Uint8Array): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(bytes.length);
  new Uint8Array(memory).set(bytes);
  return memory;
}
