import { decodeContents, encodeContents } from "./contents.ts";
import type { LayoutFile } from "./layout.ts";
import { asModelFileError } from "./load.ts";
import { checkFile, decodeManifest, encodeManifest } from "./manifest.ts";
import { formatVersionOf, type Model } from "./model.ts";
import { Refusal } from "./refusal.ts";
import { asInputError } from "./save.ts";

/** The bytes are: this word, the length of the manifest (8 bytes, little-endian), the manifest, its files by name. */
const magic = Buffer.from("PILESORT", "latin1");
const headBytes = magic.length + 8;

/**
 * Encodes a model as one array of bytes, for a database or a download.
 * @throws InputError if parts of the model contradict each other
 */
export function modelToBytes(model: Model): Uint8Array {
  try {
    const contents = encodeContents(model);
    const manifest = encodeManifest(contents, formatVersionOf(model));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(manifest.length));
    const names = [...contents.keys()].sort();
    return Buffer.concat([magic, length, manifest, ...names.map((name) => contents.get(name)!)]);
  } catch (error) {
    throw asInputError(error);
  }
}

/**
 * Decodes what modelToBytes returned, with the same checks as loadModel.
 * @throws ModelFileError with the reason
 */
export function modelFromBytes(bytes: Uint8Array): Model {
  try {
    return decodeContents(unpack(bytes));
  } catch (error) {
    throw asModelFileError("The model's bytes", error);
  }
}

function unpack(bytes: Uint8Array): Map<LayoutFile, Uint8Array> {
  if (bytes.length < headBytes || magic.compare(bytes, 0, magic.length) !== 0)
    throw new Refusal("This is not a pilesort model.");
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(magic.length, true);
  if (length > bytes.length - headBytes) throw new Refusal("The bytes are cut short.");
  let end = headBytes + Number(length);
  const manifest = decodeManifest(bytes.subarray(headBytes, end));
  const contents = new Map<LayoutFile, Uint8Array>();
  for (const [name, entry] of manifest) {
    const file = bytes.subarray(end, end + entry.bytes);
    checkFile(name, file, entry);
    contents.set(name, file);
    end += entry.bytes;
  }
  if (end !== bytes.length) throw new Refusal("There are more bytes after the end of the model.");
  return contents;
}
