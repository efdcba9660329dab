/** The data that a worker needs to open its session. */
export interface WorkerData {
  /** Path of the module onnxruntime-node. */
  readonly runtime: string;
  /** The bytes of the graph in memory that all workers share, or its path. */
  readonly model: SharedArrayBuffer | string;
  readonly options: object;
}

/**
 * The program of a worker. It opens one session and answers each message `{ id, inputs, outputs }` with `{ id, found }` or
 * `{ id, error }`. It is a string and not a file, so that it also works in TypeScript sources and in bundles.
 */
export const workerSource = `
"use strict";
const { parentPort, workerData } = require("node:worker_threads");
const { InferenceSession, Tensor } = require(workerData.runtime);

async function open({ model, options }) {
  if (typeof model === "string") return InferenceSession.create(model, options);
  // onnxruntime takes no shared memory. This copy is garbage once the session is open.
  return InferenceSession.create(new Uint8Array(model).slice(), options);
}

async function run(session, inputs, outputs) {
  const feeds = {};
  for (const [name, { type, data, dims }] of Object.entries(inputs)) feeds[name] = new Tensor(type, data, dims);
  const found = {};
  for (const [name, { type, data, dims }] of Object.entries(await session.run(feeds, outputs))) {
    found[name] = { type, data, dims };
  }
  return found;
}

open(workerData).then((session) => {
  parentPort.on("message", ({ id, inputs, outputs }) => {
    run(session, inputs, outputs).then(
      (found) => parentPort.postMessage({ id, found }),
      (error) => parentPort.postMessage({ id, error: String(error && error.message) }),
    );
  });
  parentPort.postMessage({ ready: true });
});
`;
