import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { InputError } from "../errors.ts";
import { fromFloat16, toFloat16 } from "../math/float16.ts";

/** The numbers of a file: exact, or rounded to half floats in half of the space. */
export type NumberFormat = "float32" | "float16";

/** A file with vectors by key. It is not kept open between calls. */
export interface VectorFile {
  /** Returns a vector as it will be read from the file. */
  round(vector: Float32Array): Float32Array;
  /** Returns the vectors of those keys that are in the file. */
  read(keys: readonly string[]): Promise<Map<string, Float32Array>>;
  /** Appends vectors with their keys. */
  append(vectors: readonly (readonly [string, Float32Array])[]): Promise<void>;
}

/** Size of the parts of a record: key, then vector, then check sum. */
const keyBytes = 16;
const checkBytes = 4;
const numberBytes: Readonly<Record<NumberFormat, number>> = { float32: 4, float16: 2 };
/** Number of records that are read at a time. Larger: more memory. */
const readRecords = 1024;

/**
 * Opens a file of vectors. It is created with its folder if it is missing. The file is a sequence of records of one size:
 * key, vector, check sum. Incomplete and foreign records are skipped; writers append whole records only.
 * @throws InputError if the file cannot be used
 */
export async function openVectorFile(
  path: string,
  dimensions: number,
  format: NumberFormat,
): Promise<VectorFile> {
  const layout = { size: keyBytes + numberBytes[format] * dimensions + checkBytes, format };
  const { size } = layout;
  const withFile = <T>(work: (handle: FileHandle) => Promise<T>) => useFile(path, work);
  const places = await withFile((handle) => indexRecords(handle, size));
  return {
    round: (vector) => roundTo(format, vector),
    async read(keys) {
      const known = keys.filter((key) => places.has(key)).sort((a, b) => places.get(a)! - places.get(b)!);
      if (known.length === 0) return new Map();
      return withFile((handle) => readVectors(handle, known, places, layout));
    },
    async append(vectors) {
      if (vectors.length === 0) return;
      const records = vectors.map(([key, vector]) => toRecord(key, vector, layout));
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

/** Returns a vector with the precision of a format. */
export function roundTo(format: NumberFormat, vector: Float32Array): Float32Array {
  return format === "float32" ? vector : fromFloat16(toFloat16(vector));
}

interface RecordLayout {
  /** Number of bytes per record. */
  readonly size: number;
  readonly format: NumberFormat;
}

async function useFile<T>(path: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  let handle: FileHandle | undefined;
  try {
    await mkdir(dirname(path), { recursive: true });
    handle = await open(path, "a+");
    return await work(handle);
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? ` (${cause.code})` : "";
    throw new InputError(`The embedding cache cannot be used${reason}; choose another folder, or none.`, {
      source: dirname(path),
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
  { size, format }: RecordLayout,
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
    if (isIntact(record) && record.toString("hex", 0, keyBytes) === key)
      vectors.set(key, vectorOf(record, format));
  }
  return vectors;
}

function isIntact(record: Buffer): boolean {
  const end = record.length - checkBytes;
  return record.readUInt32LE(end) === checkOf(record.subarray(0, end));
}

function vectorOf(record: Buffer, format: NumberFormat): Float32Array {
  const bytes = numberBytes[format];
  const numbers = (record.length - keyBytes - checkBytes) / bytes;
  const at = (i: number) => keyBytes + bytes * i;
  if (format === "float16") {
    return fromFloat16(Uint16Array.from({ length: numbers }, (_, i) => record.readUInt16LE(at(i))));
  }
  const vector = new Float32Array(numbers);
  for (let i = 0; i < numbers; i++) vector[i] = record.readFloatLE(at(i));
  return vector;
}

function toRecord(key: string, vector: Float32Array, { size, format }: RecordLayout): Buffer {
  const record = Buffer.alloc(size);
  record.write(key, "hex");
  if (format === "float16") {
    for (const [i, bits] of toFloat16(vector).entries()) record.writeUInt16LE(bits, keyBytes + 2 * i);
  } else {
    for (const [i, value] of vector.entries()) record.writeFloatLE(value, keyBytes + 4 * i);
  }
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
