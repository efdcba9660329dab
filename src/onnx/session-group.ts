import { countWorkers } from "./count-workers.ts";
import { loadRuntime } from "./runtime.ts";
import type { Session, SessionSettings } from "./session.ts";
import { SessionWorkers, WorkerLostError } from "./session-workers.ts";
import { Tensor, type Tensors } from "./tensor.ts";

export interface SessionGroupSettings extends Pick<SessionSettings, "threads" | "exactInt8Products"> {
  /**
   * A file with the same graph for the workers. Default: the workers get the bytes, which takes 50 MB more per worker with
   * the bundled encoder.
   */
  readonly file?: string;
  /** Size of the graph with its weights, if they are in a file beside it. Default: the length of the graph's bytes. */
  readonly modelBytes?: number;
  /** Amount of work from which workers start, see `SessionGroup.forWork`. Default: 16,384. */
  readonly workBeforeWorkers?: number;
}

/** A session for work of several runs. */
export interface WorkSession {
  /** Number of runs to have in progress at a time. */
  readonly lanes: number;
  run(inputs: Tensors, outputs: readonly string[]): Promise<Tensors>;
}

/**
 * Number of tokens from which workers start. To start a worker takes about 0.3 s of processor time, a tenth of the time for
 * this number of tokens. If it is smaller, short work gets slower; if it is larger, long work starts slowly.
 */
const defaultWorkBeforeWorkers = 16_384;

/** Runs in progress per worker: one that it computes and one that waits. With one, workers would be idle between runs; more only take memory. */
const runsPerWorker = 2;

/** Opens a session in this thread. Workers are added once there is enough work. */
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
 * One graph that runs in this thread for single texts, and in worker threads for much work. Each worker has one thread, so
 * workers do not wait for each other, and JavaScript continues while they compute. Workers are used only if they give the same
 * bits as the session in this thread. The work of a worker that ended is done in this thread.
 */
export class SessionGroup {
  readonly #session: Session;
  /** Undefined once workers were started, so that the bytes of the graph can be freed. */
  #plan: WorkerPlan | undefined;
  #lanes = 1;
  #work = 0;
  #workers: SessionWorkers | undefined;
  #workersAreReady = false;
  /** The run in progress in this thread, if it belongs to work. */
  #turn: Promise<unknown> | undefined;
  /** The last run of the session in this thread. */
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

  /** Runs the graph in this thread. */
  async run(inputs: Tensors, outputs: readonly string[]): Promise<Tensors> {
    const found = await this.#session.run(inputs, outputs);
    if (!this.#workersAreReady && (this.#plan ?? this.#workers) !== undefined)
      this.#sample = { inputs, found: copied(found) };
    return found;
  }

  /**
   * Returns a session for work. The amounts of all work are added; workers start when the sum is large enough, and take over
   * when they are ready.
   * @param amount the number of tokens, or another number to which the time of a run is proportional
   */
  forWork(amount: number): WorkSession {
    this.#work += amount;
    if (this.#plan !== undefined && this.#work >= this.#plan.workBeforeWorkers) this.#start(this.#plan);
    return { lanes: this.#lanes, run: (inputs, outputs) => this.#runWork(inputs, outputs) };
  }

  /** Frees the session and ends the workers. All runs must have ended. */
  async release(): Promise<void> {
    await this.#endWorkers();
    await this.#session.release();
  }

  #start({ count, start }: WorkerPlan): void {
    this.#plan = undefined;
    try {
      this.#workers = start();
    } catch {
      // Worker threads may be forbidden. Then the session in this thread does the work.
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

  /** Returns whether a worker gives the same bits as the session in this thread. */
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

/** Returns a copy of tensors: the caller may change the ones that it got in place. */
function copied(tensors: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { type, data, dims }]) => [
      name,
      new Tensor(type, data.slice() as Tensor["data"], dims),
    ]),
  );
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
