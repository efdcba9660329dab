import { extname } from "node:path";
import { argumentError, InputError } from "../errors.ts";
import { isObject } from "../files/is-object.ts";
import { type ReadFileSystem, readText } from "../files/read-text.ts";

/**
 * Reads a JSON or YAML file of one object, `{"a name": value}`, for instance the weights of classes or a map of labels.
 * @throws InputError with file and line, if it is malformed, is no object, or gives a name twice
 */
export async function readNameMap(
  path: string,
  fileSystem?: ReadFileSystem,
): Promise<Readonly<Record<string, unknown>>> {
  if (typeof path !== "string") throw argumentError("path", "the path of a file", path);
  if (![".json", ".yaml", ".yml"].includes(extname(path).toLowerCase())) {
    throw new InputError("must be a .json, .yaml or .yml file.", { source: path });
  }
  let text = "";
  for await (const piece of readText(path, { fileSystem })) text += piece;
  // The YAML parser is large, and classifying never needs it.
  const { parseLocated } = await import("../files/located-document.ts");
  const { value, lineOf } = parseLocated(text, path);
  if (isObject(value)) return value;
  throw new InputError('must be an object such as {"a name": ...}.', { source: path, line: lineOf([]) });
}
