import { extname } from "node:path";
import { argumentError, InputError } from "../errors.ts";
import type { LocatedDocument } from "../files/located-document.ts";
import { type ReadOptions, readText } from "../files/read-text.ts";

/**
 * Reads and parses a whole JSON or YAML file.
 * @throws InputError with file and line, if the file cannot be read, is malformed, or has an extension other than
 * .json, .yaml and .yml
 */
export async function readDocument(path: string, options: ReadOptions): Promise<LocatedDocument> {
  if (typeof path !== "string") throw argumentError("path", "the path of a file", path);
  if (![".json", ".yaml", ".yml"].includes(extname(path).toLowerCase())) {
    throw new InputError("must be a .json, .yaml or .yml file.", { source: path });
  }
  const text = await readWhole(path, options);
  // The YAML parser is large, and classifying never needs it.
  const { parseLocated } = await import("../files/located-document.ts");
  return parseLocated(text, path);
}

/**
 * Reads a text. A file of classes is often UTF-8 even if the data is not, so `encoding` is used only if the file is not
 * UTF-8.
 */
async function readWhole(path: string, { encoding, ...options }: ReadOptions): Promise<string> {
  try {
    return await joined(readText(path, options));
  } catch (error) {
    if (encoding === undefined || !(error instanceof InputError)) throw error;
    return joined(readText(path, { ...options, encoding }));
  }
}

async function joined(parts: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const part of parts) text += part;
  return text;
}
