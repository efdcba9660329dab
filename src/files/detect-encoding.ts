/** What the first bytes of a file say about its encoding. */
export interface DetectedEncoding {
  readonly encoding: string;
  /** The length of the byte order mark, which is no part of the text. */
  readonly markLength: number;
}

/** Byte order marks. Longer ones come first, since UTF-32's begins like UTF-16's. */
const marks: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ["utf-32le", [0xff, 0xfe, 0, 0]],
  ["utf-32be", [0, 0, 0xfe, 0xff]],
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

/** Number of bytes that are needed to recognise every mark. */
const markBytes = 4;

/** Returns the encoding that a byte order mark names, if the bytes begin with one. */
export function markedEncoding(bytes: Uint8Array): DetectedEncoding | undefined {
  const found = marks.find(([, mark]) => mark.every((byte, i) => bytes[i] === byte));
  return found && { encoding: found[0], markLength: found[1].length };
}

/** Whether more bytes are needed to tell the encoding: part of a byte order mark, or zero bytes as UTF-16 has them. */
export function needsMoreBytes(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return bytes.length < sampleBytes;
  if (bytes.length >= markBytes) return false;
  const known = [...marks.map(([, mark]) => mark), ...binaryFiles.map(([mark]) => mark)];
  const isBegun = known.some((mark) => bytes.every((byte, i) => byte === mark[i]));
  return isBegun || bytes.length < 2;
}

/** Bytes that are looked at. */
const sampleBytes = 4096;

/**
 * Recognises UTF-16 without a byte order mark by its zero bytes: characters below U+0100, which are all of English and
 * the line ends and blanks of other scripts, have one each, always on the same side. Text in other encodings has none.
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

/** Files that are no text, by their first bytes, and what to do about them. */
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

/** Returns the sentence that rejects a file which is no text, if its first bytes show that. */
export function binarySentence(bytes: Uint8Array): string | undefined {
  return binaryFiles.find(([mark]) => mark.every((byte, i) => bytes[i] === byte))?.[1];
}
