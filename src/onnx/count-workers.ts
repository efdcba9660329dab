import { availableParallelism, totalmem } from "node:os";

/** What decides the number of workers. */
export interface WorkerLimits {
  /** Number of threads that may compute at a time. Default: the processors that this process may use. */
  readonly threads?: number;
  /** Size of the graph with its weights. */
  readonly modelBytes: number;
  /** Memory of the machine, or of its container if that has less. Default: measured. */
  readonly memoryBytes?: number;
}

/** More workers than this gain little: they wait for the machine's memory. */
const maxWorkers = 16;
/** What a worker takes beside its session: an interpreter, and memory for the values of a batch. */
const workerBytes = 40 * 1024 ** 2;
/** A session keeps the weights twice, as they are in the file and as its kernels read them, and a copy while it opens. */
const copiesOfModel = 3;
/** Workers together take at most this share of the memory. */
const memoryShare = 0.25;

/** Returns the number of workers, each with one thread, for much work; zero if one session with several threads is better. */
export function countWorkers({
  threads = availableParallelism(),
  modelBytes,
  memoryBytes = availableMemory(),
}: WorkerLimits): number {
  const fitting = Math.floor((memoryShare * memoryBytes) / (workerBytes + copiesOfModel * modelBytes));
  const count = Math.min(threads, fitting, maxWorkers);
  return count >= 2 && count >= threads / 4 ? count : 0;
}

function availableMemory(): number {
  // Undefined in some versions of Node, zero in others, if there is no limit.
  const limit = process.constrainedMemory() ?? 0;
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
