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
const readRecords = 4096;

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
      const known = keys.filter((key) => places.has(key));
      if (known.length === 0) return new Map();
      return withFile(async (handle) => {
        const vectors = new Map<string, Float32Array>();
        for (const key of known) {
          const record = Buffer.alloc(size);
          await handle.read(record, 0, size, places.get(key)!);
          // Another process may have appended at the same time, so that the record is at another place.
          if (record.toString("hex", 0, keyBytes) === key) vectors.set(key, vectorOf(record, dimensions));
        }
        return vectors;
      });
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

function vectorOf(record: Buffer, dimensions: number): Float32Array {
  return Float32Array.from({ length: dimensions }, (_, i) => record.readFloatLE(keyBytes + 4 * i));
}

function toRecord(key: string, vector: Float32Array, size: number): Buffer {
  const record = Buffer.alloc(size);
  record.write(key, "hex");
  for (const [i, value] of vector.entries()) record.writeFloatLE(value, keyBytes + 4 * i);
  record.writeUInt32LE(checkOf(record.subarray(0, size - checkBytes)), size - checkBytes);
  return record;
}

/** Returns the position of the record of each key. */
async function indexRecords(handle: FileHandle, size: number): Promise<Map<string, number>> {
  const places = new Map<string, number>();
  const buffer = Buffer.alloc(readRecords * size);
  for (let start = 0; ; start += buffer.length) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    for (let offset = 0; offset + size <= bytesRead; offset += size) {
      const record = buffer.subarray(offset, offset + size);
      if (record.readUInt32LE(size - checkBytes) !== checkOf(record.subarray(0, size - checkBytes))) continue;
      places.set(record.toString("hex", 0, keyBytes), start + offset);
    }
    if (bytesRead < buffer.length) return places;
  }
}

/** Returns the Adler-32 check sum (RFC 1950), which is not 0 for a record of zeros. */
function checkOf(bytes: Buffer): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return (b * 65536 + a) >>> 0;
}
