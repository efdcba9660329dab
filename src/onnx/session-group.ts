import { countWorkers } from "./count-workers.ts";
import { loadRuntime } from "./runtime.ts";
import type { Session, SessionSettings } from "./session.ts";
import { SessionWorkers, WorkerLostError } from "./session-workers.ts";
import type { Tensors } from "./tensor.ts";

export interface SessionGroupSettings extends Pick<SessionSettings, "threads" | "exactInt8Products"> {
  /**
   * A file with the same graph, which workers read. Default: they get the bytes, which takes 50 MB per worker more with the
   * bundled encoder.
   */
  readonly file?: string;
  /** Size of the graph with its weights, if they are in a file beside it. Default: the length of the graph's bytes. */
  readonly modelBytes?: number;
  /** Amount of work from which workers start, see `SessionGroup.forWork`. Default: 16,384. */
  readonly workBeforeWorkers?: number;
}

/** A session for a piece of work of several runs. */
export interface WorkSession {
  /** Number of runs to have under way at a time. */
  readonly lanes: number;
  run(inputs: Tensors, outputs: readonly string[]): Promise<Tensors>;
}

/**
 * Tokens. A worker costs some 0.3 s of a processor to start, which is a tenth of what this number of tokens costs; with a
 * smaller number short jobs get slower, with a larger one long jobs start slowly.
 */
const defaultWorkBeforeWorkers = 16_384;

/** Runs under way per worker: one that it computes, and one that waits, so that it never has nothing to do. */
const runsPerWorker = 2;

/** Opens a session in this thread, to which workers come once there is enough work. */
export async function openSessionGroup(
  model: Uint8Array | string,
  settings: SessionGroupSettings,
): Promise<SessionGroup> {
  const { threads, exactInt8Products, workBeforeWorkers = defaultWorkBeforeWorkers } = settings;
  const { modelBytes = model.length, file = model } = settings;
  const runtime = await loadRuntime();
  const session = await runtime.openSession(model, { threads, exactInt8Products });
  const count = runtime.name === "native" ? countWorkers({ threads, modelBytes }) : 0;
  const start = () => new SessionWorkers(file, count, { exactInt8Products });
  return new SessionGroup(session, count === 0 ? undefined : { count, start, workBeforeWorkers });
}

interface WorkerPlan {
  readonly count: number;
  readonly workBeforeWorkers: number;
  start(): SessionWorkers;
}

interface Sample {
  readonly inputs: Tensors;
  readonly found: Tensors;
}

/**
 * One model that runs in this thread for a text at a time, and in workers for much work. Workers have one thread each:
 * they do not wait for each other, and JavaScript goes on while they compute. They are used only if they give the same
 * bits as the session in this thread, and work that a lost worker had is done in this thread.
 */
export class SessionGroup {
  readonly #session: Session;
  /** Undefined once workers were started: it holds the graph's bytes. */
  #plan: WorkerPlan | undefined;
  #lanes = 1;
  #work = 0;
  #workers: SessionWorkers | undefined;
  #workersAreReady = false;
  /** The run of a piece of work that is under way in this thread. */
  #turn: Promise<unknown> | undefined;
  /** What the session in this thread answered last. */
  #sample: Sample | undefined;

  constructor(session: Session, plan: WorkerPlan | undefined) {
    this.#session = session;
    this.#plan = plan;
  }

  get inputNames(): readonly string[] {
    return this.#session.inputNames;
  }

  get outputNames(): readonly string[] {
    return this.#session.outputNames;
  }

  /** Whether workers are ready. */
  get hasWorkers(): boolean {
    return this.#workersAreReady;
  }

  /** Runs the graph in this thread, at once. */
  async run(inputs: Tensors, outputs: readonly string[]): Promise<Tensors> {
    const found = await this.#session.run(inputs, outputs);
    if (!this.#workersAreReady) this.#sample = { inputs, found };
    return found;
  }

  /**
   * Returns a session for a piece of work. All work so far is added up; workers start when it is enough, and take over
   * when they are ready.
   * @param amount the number of tokens, or whatever the time of a run grows with
   */
  forWork(amount: number): WorkSession {
    this.#work += amount;
    if (this.#plan !== undefined && this.#work >= this.#plan.workBeforeWorkers) this.#start(this.#plan);
    return { lanes: this.#lanes, run: (inputs, outputs) => this.#runWork(inputs, outputs) };
  }

  /** Frees the session and ends the workers. Runs that are under way must have ended. */
  async release(): Promise<void> {
    await this.#endWorkers();
    await this.#session.release();
  }

  #start({ count, start }: WorkerPlan): void {
    this.#plan = undefined;
    try {
      this.#workers = start();
    } catch {
      // Threads may be forbidden. The session in this thread does the work.
      return;
    }
    this.#lanes = runsPerWorker * count;
    this.#useWhenReady(this.#workers).catch(() => this.#endWorkers());
  }

  async #useWhenReady(workers: SessionWorkers): Promise<void> {
    await workers.ready();
    if (await this.#agrees(workers)) this.#workersAreReady = workers === this.#workers;
    else await this.#endWorkers();
    this.#sample = undefined;
  }

  async #endWorkers(): Promise<void> {
    const workers = this.#workers;
    this.#plan = undefined;
    this.#workers = undefined;
    this.#workersAreReady = false;
    this.#lanes = 1;
    await workers?.close();
  }

  /** Whether a worker gives the bits that the session in this thread gave. */
  async #agrees(workers: SessionWorkers): Promise<boolean> {
    const sample = this.#sample;
    if (sample === undefined) return false;
    const found = await workers.run(sample.inputs, Object.keys(sample.found));
    return Object.entries(sample.found).every(([name, { data }]) =>
      bytesOf(data).equals(bytesOf(found[name].data)),
    );
  }

  async #runWork(inputs: Tensors, outputs: readonly string[]): Promise<Tensors> {
    for (;;) {
      if (this.#workers !== undefined && this.#workersAreReady) {
        try {
          return await this.#workers.run(inputs, outputs);
        } catch (error) {
          if (!(error instanceof WorkerLostError)) throw error;
          await this.#endWorkers();
        }
      }
      if (this.#turn === undefined) return this.#runHere(inputs, outputs);
      await this.#turn;
    }
  }

  async #runHere(inputs: Tensors, outputs: readonly string[]): Promise<Tensors> {
    const running = this.run(inputs, outputs);
    this.#turn = running.catch(() => {});
    try {
      return await running;
    } finally {
      this.#turn = undefined;
    }
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
