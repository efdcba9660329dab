import { InputError } from "../errors.ts";
import { isObject } from "../files/is-object.ts";
import type { ReadFileSystem } from "../files/read-text.ts";
import { readDocument } from "./read-document.ts";

/**
 * Reads a JSON or YAML file of one object, `{"a name": value}`, for instance the weights of classes or a map of labels.
 * @throws InputError with file and line, if it is malformed, is no object, or gives a name twice
 */
export async function readNameMap(
  path: string,
  fileSystem?: ReadFileSystem,
): Promise<Readonly<Record<string, unknown>>> {
  const { value, lineOf } = await readDocument(path, { fileSystem });
  if (isObject(value)) return value;
  throw new InputError('must be an object such as {"a name": ...}.', { source: path, line: lineOf([]) });
}
