/** The data that a worker needs to open its session. */
export interface WorkerData {
  /** Path of the module onnxruntime-node. */
  readonly runtime: string;
  /** The bytes of the graph in memory that all workers share, or its path. */
  readonly model: SharedArrayBuffer | string;
  readonly options: object;
  /** Two 32-bit integers, see `workerState`. */
  readonly state: SharedArrayBuffer;
}

/** Places in the memory that a worker shares with the thread that started it. */
export const workerState = {
  /** 1 if the worker is to start no more work in onnxruntime. Written by the thread that started the worker. */
  closing: 0,
  /** Number of calls into onnxruntime that have begun and not ended. Written by the worker. */
  calls: 1,
} as const;

/**
 * The program of a worker. It opens one session and answers each message `{ id, inputs, outputs }` with `{ id, found }` or
 * `{ id, error }`. The message `{ close: true }` ends it. It is a string and not a file, so that it also works in TypeScript
 * sources and in bundles.
 *
 * A thread must not be ended from outside during a call into onnxruntime, because that aborts the whole process. Therefore the
 * worker counts its calls in shared memory, and ends by itself.
 */
export const workerSource = `
"use strict";
const { parentPort, workerData } = require("node:worker_threads");
const state = new Int32Array(workerData.state);
let runtime;

const isClosing = () => Atomics.load(state, ${workerState.closing}) === 1;

/** Calls into onnxruntime, or returns undefined if the worker is closing. */
async function call(work) {
  Atomics.add(state, ${workerState.calls}, 1);
  try {
    return isClosing() ? undefined : await work();
  } finally {
    Atomics.sub(state, ${workerState.calls}, 1);
    Atomics.notify(state, ${workerState.calls});
  }
}

async function open({ model, options }) {
  runtime = require(workerData.runtime);
  if (typeof model === "string") return runtime.InferenceSession.create(model, options);
  // onnxruntime takes no shared memory. This copy is garbage once the session is open.
  return runtime.InferenceSession.create(new Uint8Array(model).slice(), options);
}

async function run(session, inputs, outputs) {
  const feeds = {};
  for (const [name, { type, data, dims }] of Object.entries(inputs)) feeds[name] = new runtime.Tensor(type, data, dims);
  const found = {};
  for (const [name, { type, data, dims }] of Object.entries(await session.run(feeds, outputs))) {
    found[name] = { type, data, dims };
  }
  return found;
}

call(() => open(workerData)).then((session) => {
  if (session === undefined) return;
  parentPort.on("message", ({ id, inputs, outputs, close }) => {
    if (close) return parentPort.close();
    call(() => run(session, inputs, outputs)).then(
      (found) => found && parentPort.postMessage({ id, found }),
      (error) => parentPort.postMessage({ id, error: String(error && error.message) }),
    );
  });
  parentPort.postMessage({ ready: true });
});
`;
