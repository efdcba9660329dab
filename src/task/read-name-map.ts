import { InputError } from "../errors.ts";
import { isObject } from "../files/is-object.ts";
import type { ReadFileSystem } from "../files/read-text.ts";
import { readDocument } from "./read-document.ts";

/**
 * Reads a JSON or YAML file that is one object, `{name: value}`: for instance priors of classes or a map of labels.
 * @throws InputError with file and line, if the file is malformed, is not an object, or has a name twice
 * @example
 * // labels.json: {"1": "refund", "2": "delivery"}
 * await readNameMap("labels.json"); // { "1": "refund", "2": "delivery" }
 */
export async function readNameMap(
  path: string,
  fileSystem?: ReadFileSystem,
): Promise<Readonly<Record<string, unknown>>> {
  const { value, lineOf } = await readDocument(path, { fileSystem });
  if (isObject(value)) return value;
  throw new InputError('must be an object such as {"a name": ...}.', { source: path, line: lineOf([]) });
}
