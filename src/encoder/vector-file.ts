import { type FileHandle, mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../errors.ts";
import type { EncoderIdentity } from "./encoder.ts";

/** A file with the vectors of one encoder by key. It is not kept open between calls. */
export interface VectorFile {
  /** Returns the vectors of those keys that are in the file. */
  read(keys: readonly string[]): Promise<Map<string, Float32Array>>;
  /** Appends vectors with their keys. */
  append(vectors: readonly (readonly [string, Float32Array])[]): Promise<void>;
}

/** Size of the parts of a record: key, then vector, then check sum. */
const keyBytes = 16;
const checkBytes = 4;
/** Number of records that are read at a time. Larger: more memory. */
const readRecords = 1024;

/**
 * Opens the file of an encoder's vectors in a folder. The folder is created if it is missing. The file is a sequence of
 * records of one size: key, vector, check sum. Incomplete and foreign records are skipped; writers append whole records
 * only.
 * @throws InputError if the folder cannot be used
 */
export async function openVectorFile(
  folder: string,
  { fingerprint, dimensions }: EncoderIdentity,
): Promise<VectorFile> {
  const path = join(folder, `${fingerprint.slice(0, 16)}.vectors`);
  const size = keyBytes + 4 * dimensions + checkBytes;
  const withFile = <T>(work: (handle: FileHandle) => Promise<T>) => useFile(folder, path, work);
  const places = await withFile((handle) => indexRecords(handle, size));
  return {
    async read(keys) {
      const known = keys.filter((key) => places.has(key)).sort((a, b) => places.get(a)! - places.get(b)!);
      if (known.length === 0) return new Map();
      return withFile((handle) => readVectors(handle, known, places, size));
    },
    async append(vectors) {
      if (vectors.length === 0) return;
      const records = vectors.map(([key, vector]) => toRecord(key, vector, size));
      await withFile(async (handle) => {
        const torn = (await handle.stat()).size % size;
        const padding = Buffer.alloc(torn === 0 ? 0 : size - torn);
        await handle.appendFile(Buffer.concat([padding, ...records]));
        const end = (await handle.stat()).size;
        for (const [i, [key]] of vectors.entries()) places.set(key, end - (vectors.length - i) * size);
      });
    },
  };
}

async function useFile<T>(
  folder: string,
  path: string,
  work: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  let handle: FileHandle | undefined;
  try {
    await mkdir(folder, { recursive: true });
    handle = await open(path, "a+");
    return await work(handle);
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? ` (${cause.code})` : "";
    throw new InputError(`The embedding cache cannot be used${reason}; choose another folder, or none.`, {
      source: folder,
      cause,
    });
  } finally {
    await handle?.close();
  }
}

/**
 * Reads the vectors of keys in the order of their places, with as few reads as possible. Records that are not intact are
 * left out: another process may have appended at the same time, so that the record is at another place.
 */
async function readVectors(
  handle: FileHandle,
  keys: readonly string[],
  places: ReadonlyMap<string, number>,
  size: number,
): Promise<Map<string, Float32Array>> {
  const vectors = new Map<string, Float32Array>();
  const buffer = Buffer.alloc(Math.min(keys.length, readRecords) * size);
  let start = 0;
  let end = 0;
  for (const key of keys) {
    const place = places.get(key)!;
    if (place + size > end) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, place);
      start = place;
      end = place + bytesRead;
      if (place + size > end) continue;
    }
    const record = buffer.subarray(place - start, place - start + size);
    if (isIntact(record) && record.toString("hex", 0, keyBytes) === key) vectors.set(key, vectorOf(record));
  }
  return vectors;
}

function isIntact(record: Buffer): boolean {
  const end = record.length - checkBytes;
  return record.readUInt32LE(end) === checkOf(record.subarray(0, end));
}

function vectorOf(record: Buffer): Float32Array {
  const vector = new Float32Array((record.length - keyBytes - checkBytes) / 4);
  for (let i = 0; i < vector.length; i++) vector[i] = record.readFloatLE(keyBytes + 4 * i);
  return vector;
}

function toRecord(key: string, vector: Float32Array, size: number): Buffer {
  const record = Buffer.alloc(size);
  record.write(key, "hex");
  for (const [i, value] of vector.entries()) record.writeFloatLE(value, keyBytes + 4 * i);
  record.writeUInt32LE(checkOf(record.subarray(0, size - checkBytes)), size - checkBytes);
  return record;
}

/** Returns the position of the last record of each key. Whether a record is intact is found out when it is read. */
async function indexRecords(handle: FileHandle, size: number): Promise<Map<string, number>> {
  const places = new Map<string, number>();
  const buffer = Buffer.alloc(readRecords * size);
  for (let start = 0; ; start += buffer.length) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    for (let offset = 0; offset + size <= bytesRead; offset += size) {
      places.set(buffer.toString("hex", offset, offset + keyBytes), start + offset);
    }
    if (bytesRead < buffer.length) return places;
  }
}

/** Returns the Adler-32 check sum (RFC 1950), which is not 0 for a record of zeros. */
function checkOf(bytes: Buffer): number {
  let [a, b] = [1, 0];
  // The sums stay below 2^53 for 5,552 bytes, so the remainders are needed only then.
  for (let start = 0; start < bytes.length; start += 4096) {
    const end = Math.min(start + 4096, bytes.length);
    for (let i = start; i < end; i++) {
      a += bytes[i];
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return (b * 65536 + a) >>> 0;
}
