import { type FileHandle, mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import type { EncoderIdentity } from "./encoder.ts";

/** Vectors on disk by key, for one encoder. */
export interface VectorFile {
  get(key: string): Promise<Float32Array | undefined>;
  append(vectors: readonly (readonly [string, Float32Array])[]): Promise<void>;
  close(): Promise<void>;
}

const keyBytes = 16;
const checkBytes = 4;
const readRecords = 4096;

/**
 * Opens the file of an encoder's vectors in a folder, made where missing. Records of one size follow each other: key,
 * vector, and a check sum, so a torn or foreign record is passed over; writers only ever append whole records.
 */
export async function openVectorFile(
  folder: string,
  { fingerprint, dimensions }: EncoderIdentity,
): Promise<VectorFile> {
  await mkdir(folder, { recursive: true });
  const handle = await open(join(folder, `${fingerprint.slice(0, 16)}.vectors`), "a+");
  const size = keyBytes + 4 * dimensions + checkBytes;
  const places = await indexRecords(handle, size);
  const toVector = (record: Buffer) =>
    Float32Array.from({ length: dimensions }, (_, i) => record.readFloatLE(keyBytes + 4 * i));
  return {
    async get(key) {
      const place = places.get(key);
      if (place === undefined) return undefined;
      const record = Buffer.alloc(size);
      await handle.read(record, 0, size, place);
      // Another process may have written at the same time, and moved what was counted on.
      return record.toString("hex", 0, keyBytes) === key ? toVector(record) : undefined;
    },
    async append(vectors) {
      if (vectors.length === 0) return;
      const torn = (await handle.stat()).size % size;
      const padding = Buffer.alloc(torn === 0 ? 0 : size - torn);
      const records = vectors.map(([key, vector]) => toRecord(key, vector, size));
      await handle.appendFile(Buffer.concat([padding, ...records]));
      const end = (await handle.stat()).size;
      for (const [i, [key]] of vectors.entries()) places.set(key, end - (vectors.length - i) * size);
    },
    close: () => handle.close(),
  };
}

function toRecord(key: string, vector: Float32Array, size: number): Buffer {
  const record = Buffer.alloc(size);
  record.write(key, "hex");
  for (const [i, value] of vector.entries()) record.writeFloatLE(value, keyBytes + 4 * i);
  record.writeUInt32LE(checkOf(record.subarray(0, size - checkBytes)), size - checkBytes);
  return record;
}

/** Where the record of each key lies. */
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

/** Adler-32 (RFC 1950), never 0 for a record of zeros. */
function checkOf(bytes: Buffer): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return (b * 65536 + a) >>> 0;
}
