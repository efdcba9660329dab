import { isUtf8 } from "node:buffer";
import { InputError } from "../errors.ts";
import type { OptionNaming } from "./records.ts";

/**
 * Decodes the bytes of a text file, chunk by chunk. Bytes that are invalid in the encoding become lone surrogates, which
 * no valid file can contain: U+DC00 plus the byte in UTF-8 (as Python's surrogateescape), U+DC00 in
 * other encodings. `isWellFormed` finds them.
 */
export interface ByteDecoder {
  decode(bytes: Buffer): string;
  /** Decodes the remaining bytes. */
  end(): string;
}

/** Names of encodings that `TextDecoder` does not know. */
const otherNames: Readonly<Record<string, string>> = {
  "utf-8-sig": "utf-8",
  "utf-8-bom": "utf-8",
  "utf8-sig": "utf-8",
  utf16: "utf-16le",
  utf16le: "utf-16le",
  utf16be: "utf-16be",
  ansi: "windows-1252",
  "latin-1": "latin1",
  "latin-9": "iso-8859-15",
  latin9: "iso-8859-15",
  cp932: "shift_jis",
  cp936: "gbk",
  cp949: "euc-kr",
  cp950: "big5",
  macroman: "macintosh",
  "mac-roman": "macintosh",
};

const exampleNames = "utf-8, utf-16le, windows-1252, iso-8859-15, shift_jis or gb18030";

/**
 * Returns the standard name of an encoding: "latin1" and "cp1252" are "windows-1252".
 * @throws InputError if the name is unknown
 */
export function encodingNamed(name: string, naming: OptionNaming): string {
  const plain = typeof name === "string" ? name.trim().toLowerCase().replaceAll("_", "-") : "";
  for (const candidate of [otherNames[plain], plain, plain.replaceAll("-", "_"), plain.replaceAll("-", "")]) {
    if (candidate === undefined || candidate === "") continue;
    try {
      return new TextDecoder(candidate).encoding;
    } catch {
      // Not a name that TextDecoder knows; the next spelling may be.
    }
  }
  throw new InputError(
    `${naming("encoding", true)} must be the name of an encoding, for instance ${exampleNames}; got ${JSON.stringify(name)}.`,
  );
}

/** Returns a decoder for the encoding with this standard name. */
export function decoderFor(encoding: string): ByteDecoder {
  if (encoding === "utf-8") return new Utf8Decoder();
  if (encoding === "utf-16le" || encoding === "utf-16be") return new Utf16Decoder(encoding);
  if (encoding === "windows-1252") return { decode: decodeWindows1252, end: () => "" };
  return new TableDecoder(encoding);
}

/** Returns whether a text contains no lone surrogate. */
export function isWellFormed(text: string): boolean {
  // Node 20 has the method; the compiler's ES2023 does not know it yet.
  return (text as unknown as { isWellFormed(): boolean }).isWellFormed();
}

class Utf8Decoder implements ByteDecoder {
  #incomplete: Buffer = Buffer.alloc(0);

  decode(bytes: Buffer): string {
    const all = this.#incomplete.length > 0 ? Buffer.concat([this.#incomplete, bytes]) : bytes;
    const whole = all.length - incompleteLength(all);
    this.#incomplete = all.subarray(whole);
    return decodeUtf8(all.subarray(0, whole));
  }

  end(): string {
    const rest = this.#incomplete;
    this.#incomplete = Buffer.alloc(0);
    return decodeUtf8(rest);
  }
}

/** Returns whether the first bytes of a file are valid UTF-8 and not only ASCII. */
export function showsUtf8(bytes: Buffer): boolean {
  const whole = bytes.subarray(0, bytes.length - incompleteLength(bytes));
  return isUtf8(whole) && whole.some((byte) => byte >= 0x80);
}

/** Returns the length of an incomplete UTF-8 character at the end of these bytes. */
function incompleteLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return lengthOf(byte) > back ? back : 0;
  }
  return 0;
}

/** Returns the length of the UTF-8 character whose first byte this is. */
function lengthOf(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte < 0xe0) return 2;
  return byte < 0xf0 ? 3 : 4;
}

function decodeUtf8(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString("utf8");
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = lengthOf(bytes[at]);
    if (length === 1 || (at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)))) {
      at += length;
      continue;
    }
    parts.push(bytes.toString("utf8", start, at), String.fromCharCode(0xdc00 + bytes[at]));
    at++;
    start = at;
  }
  parts.push(bytes.toString("utf8", start));
  return parts.join("");
}

class Utf16Decoder implements ByteDecoder {
  #incomplete: Buffer = Buffer.alloc(0);

  constructor(private readonly encoding: "utf-16le" | "utf-16be") {}

  decode(bytes: Buffer): string {
    const all = Buffer.concat([this.#incomplete, bytes]);
    let whole = all.length - (all.length % 2);
    // Half of a surrogate pair waits for the other half.
    const high = this.encoding === "utf-16le" ? whole - 1 : whole - 2;
    if (whole >= 2 && (all[high] & 0xfc) === 0xd8) whole -= 2;
    this.#incomplete = all.subarray(whole);
    const units = all.subarray(0, whole);
    return (this.encoding === "utf-16be" ? Buffer.from(units).swap16() : units).toString("utf16le");
  }

  end(): string {
    return this.#incomplete.length > 0 ? "\udc00" : "";
  }
}

/** The characters of windows-1252 from 0x80 to 0x9F; all others are those of Latin-1. Some releases of Node decode them incorrectly. */
const windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

function decodeWindows1252(bytes: Buffer): string {
  return bytes
    .toString("latin1")
    .replace(/[\u0080-\u009f]/g, (character) => windows1252[character.charCodeAt(0) - 0x80]);
}

class TableDecoder implements ByteDecoder {
  readonly #decoder: InstanceType<typeof TextDecoder>;

  constructor(encoding: string) {
    this.#decoder = new TextDecoder(encoding);
  }

  decode(bytes: Buffer): string {
    return this.#decoder.decode(bytes, { stream: true }).replaceAll("\ufffd", "\udc00");
  }

  end(): string {
    return this.#decoder.decode().replaceAll("\ufffd", "\udc00");
  }
}
