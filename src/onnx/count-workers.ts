import { availableParallelism, totalmem } from "node:os";

/** The limits that decide the number of workers. */
export interface WorkerLimits {
  /** Number of threads that may compute at a time. Default: the number of processors that this process may use. */
  readonly threads?: number;
  /** Size of the graph with its weights, in bytes. */
  readonly modelBytes: number;
  /** Memory of the machine, or of its container if it has less, in bytes. Default: measured. */
  readonly memoryBytes?: number;
}

/** Maximum number of workers. More gain little, because they wait for the memory of the machine. */
const maxWorkers = 16;
/** Memory of a worker besides its session: an interpreter and the values of a batch. If it is too small, memory may run out; if it is too large, fewer workers start. */
const workerBytes = 40 * 1024 ** 2;
/** Copies of the weights per session: one as in the file, one in the layout of the kernels, and one while the session opens. */
const copiesOfModel = 3;
/** Maximum share of the memory for all workers. If it is larger, other programs may run out of memory; if it is smaller, fewer workers start. */
const memoryShare = 0.25;

/** Returns the number of workers with one thread each for large work. Zero if one session with several threads is better. */
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
