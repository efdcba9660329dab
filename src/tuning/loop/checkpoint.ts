import { createHash } from "node:crypto";
import { z } from "zod";
import { sha256 } from "../../files/sha256.ts";
import type { Adapter } from "../adapter/adapter.ts";
import type { TuningRow } from "./labeled-rows.ts";
import type { TuningState } from "./tuning-state.ts";

/** Where the state of a tuning is stored while it runs, so that it can resume after it was killed. */
export interface CheckpointStore {
  /** Returns the last checkpoint, or undefined if there is none. */
  read(): Promise<Uint8Array | undefined>;
  /** Replaces the last checkpoint. One has 9 MB or more for the bundled encoder. */
  write(bytes: Uint8Array): Promise<void>;
}

/** Everything that decides the result of a tuning. */
export interface TuningKey {
  /** Fingerprint of the encoder before tuning. */
  readonly base: string;
  readonly settings: Readonly<Record<string, number>>;
  readonly classNames: readonly string[];
  readonly rows: readonly TuningRow[];
  readonly heldOut: readonly TuningRow[];
  readonly from: Adapter | undefined;
}

/** Version of the checkpoint format. Raise it with every change of its content or of how tuning resumes from it. */
const format = 1;

const checksumLength = 64;
const headerLengthBytes = 4;

const headerSchema = z.object({
  key: z.string(),
  step: z.int(),
  lossSum: z.number(),
  judged: z.int(),
  heldOut: z.array(z.object({ loss: z.number(), accuracy: z.number() })),
  bestEpoch: z.int(),
});

/**
 * Returns a key that identifies a tuning: the SHA-256 of everything that decides the result. The number of threads is
 * left out, so that a tuning can resume with another one.
 */
export function tuningKey({ rows, heldOut, from, ...rest }: TuningKey): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify({ format, ...rest, rows: rows.length, heldOut: heldOut.length }));
  for (const { ids, label, weight = 1, target } of [...rows, ...heldOut]) {
    hash.update(`\n${JSON.stringify([Array.from(ids), label, weight])}`);
    if (target !== undefined) hash.update(target);
  }
  if (from !== undefined) hash.update(`\n${from.rank} ${from.scale}\n`).update(from.data);
  return hash.digest("hex");
}

/** Encodes a state as the SHA-256 of the rest, the length of the header, the header as JSON, and the arrays. */
export function encodeCheckpoint(key: string, state: TuningState): Uint8Array {
  const { step, lossSum, evaluatedEpochs: judged, heldOutResults: heldOut, best } = state;
  const header = Buffer.from(JSON.stringify({ key, step, lossSum, judged, heldOut, bestEpoch: best.epoch }));
  const length = Buffer.alloc(headerLengthBytes);
  length.writeUInt32LE(header.length);
  const content = Buffer.concat([length, header, ...numbersOf(state)]);
  return Buffer.concat([Buffer.from(sha256(content), "latin1"), content]);
}

/**
 * Sets a new state of the same tuning to the one in a checkpoint.
 * @returns false, with the state unchanged, if the checkpoint is damaged or belongs to another tuning
 */
export function restoreCheckpoint(bytes: Uint8Array, key: string, state: TuningState): boolean {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(checksumLength);
  if (Buffer.from(bytes.subarray(0, checksumLength)).toString("latin1") !== sha256(content)) return false;
  if (content.length < headerLengthBytes) return false;
  const headerEnd = headerLengthBytes + content.readUInt32LE();
  const header = readHeader(content.subarray(headerLengthBytes, headerEnd));
  const numbers = numbersOf(state);
  const length = numbers.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (header?.key !== key || content.length - headerEnd !== length) return false;
  let start = headerEnd;
  for (const part of numbers) {
    part.set(content.subarray(start, start + part.length));
    start += part.length;
  }
  state.step = header.step;
  state.lossSum = header.lossSum;
  state.evaluatedEpochs = header.judged;
  state.heldOutResults.push(...header.heldOut);
  state.best.epoch = header.bestEpoch;
  state.adapterSteps.steps = header.step;
  state.classSteps.steps = header.step;
  return true;
}

function readHeader(bytes: Buffer): z.infer<typeof headerSchema> | undefined {
  try {
    return headerSchema.safeParse(JSON.parse(bytes.toString())).data;
  } catch {
    return undefined;
  }
}

/** Returns views of the memory of all arrays of a state. */
function numbersOf({ adapter, classes, adapterSteps, classSteps, best }: TuningState): Uint8Array[] {
  return [
    adapter.data,
    adapterSteps.mean,
    adapterSteps.square,
    classes.data,
    classSteps.mean,
    classSteps.square,
    best.classes,
    best.adapter,
  ].map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
}
