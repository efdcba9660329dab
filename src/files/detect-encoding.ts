/** The encoding of a file, detected from its first bytes. */
export interface DetectedEncoding {
  readonly encoding: string;
  /** Length of the byte order mark, which does not belong to the text. */
  readonly markLength: number;
}

/** Byte order marks. Longer ones come first, because the mark of UTF-32 begins like that of UTF-16. */
const marks: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ["utf-32le", [0xff, 0xfe, 0, 0]],
  ["utf-32be", [0, 0, 0xfe, 0xff]],
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

/** Number of bytes that are needed to recognize every mark. */
const markBytes = 4;

/** Returns the encoding that a byte order mark names, if the bytes begin with one. */
export function markedEncoding(bytes: Uint8Array): DetectedEncoding | undefined {
  const found = marks.find(([, mark]) => mark.every((byte, i) => bytes[i] === byte));
  return found && { encoding: found[0], markLength: found[1].length };
}

/** Returns whether more bytes are needed to detect the encoding: after a part of a byte order mark, or after zero bytes. */
export function needsMoreBytes(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return bytes.length < sampleBytes;
  if (bytes.length >= markBytes) return false;
  const known = [...marks.map(([, mark]) => mark), ...binaryFiles.map(([mark]) => mark)];
  const isBegun = known.some((mark) => bytes.every((byte, i) => byte === mark[i]));
  return isBegun || bytes.length < 2;
}

/** Number of bytes from which the encoding is detected. */
const sampleBytes = 4096;

/**
 * Detects UTF-16 without a byte order mark by its zero bytes. Each character below U+0100 has one zero byte, always on the
 * same side: all characters of English, and the line breaks and blanks of other scripts. Text in other encodings has none.
 */
export function unmarkedUtf16(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const units = Math.floor(Math.min(bytes.length, sampleBytes) / 2);
  const zeros: [number, number] = [0, 0];
  const lineEnds: [number, number] = [0, 0];
  const halfLineEnds: [number, number] = [0, 0];
  for (let i = 0; i < Math.min(bytes.length, sampleBytes); i++) {
    const side = i % 2;
    if (bytes[i] === 0) zeros[side]++;
    if (bytes[i] === 0x0a || bytes[i] === 0x0d) {
      if (bytes[i + (side === 0 ? 1 : -1)] === 0) lineEnds[side]++;
      else halfLineEnds[side]++;
    }
  }
  // Zeros on the second side belong to characters on the first: little-endian.
  const [low, high] = zeros[1] >= zeros[0] ? [0, 1] : [1, 0];
  const isOneSided = units > 0 && zeros[high] > 0 && zeros[low] * 20 <= zeros[high];
  const isMostlyLatin = zeros[high] * 10 >= 6 * units && lineEnds[low] >= halfLineEnds[0] + halfLineEnds[1];
  const hasWholeLineEnds = lineEnds[low] > 1 && zeros[high] * 33 >= units && halfLineEnds[low] === 0;
  if (!isOneSided || !(isMostlyLatin || hasWholeLineEnds)) return undefined;
  return low === 0 ? "utf-16le" : "utf-16be";
}

/** First bytes of files that are not text, and sentences that say what to do. */
const binaryFiles: readonly (readonly [bytes: readonly number[], sentence: string])[] = [
  [[0x1f, 0x8b], "is packed with gzip; give it a name that ends in .gz."],
  [
    [0x50, 0x4b, 3, 4],
    "is a zip archive or a spreadsheet, not text; a spreadsheet's name must end in .xlsx.",
  ],
  [
    [0xd0, 0xcf, 0x11, 0xe0],
    "is a spreadsheet or document of an old Office format; save it as .xlsx or CSV.",
  ],
  [[0x50, 0x41, 0x52, 0x31], "is a parquet file, not text; its name must end in .parquet."],
  [[0x28, 0xb5, 0x2f, 0xfd], "is packed with zstd, which is not read; unpack it first."],
  [[0x42, 0x5a, 0x68, 0x39], "is packed with bzip2, which is not read; unpack it first."],
  [[0xfd, 0x37, 0x7a, 0x58], "is packed with xz, which is not read; unpack it first."],
];

/** Returns the sentence that rejects a file, if its first bytes show that it is not text. */
export function binarySentence(bytes: Uint8Array): string | undefined {
  return binaryFiles.find(([mark]) => mark.every((byte, i) => bytes[i] === byte))?.[1];
}
