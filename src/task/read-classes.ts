import { extname } from "node:path";
import { argumentError, InputError, type InputPlace } from "../errors.ts";
import { fitSchema, type ValuePath } from "./fit-schema.ts";
import { isObject } from "./is-object.ts";
import type { LocatedDocument } from "./located-document.ts";
import { quote } from "./quote.ts";
import { type ReadFileSystem, readText } from "./read-text.ts";
import type { ClassDefinition, Task } from "./task.ts";
import { classListSchema, taskFileSchema } from "./task-file-schema.ts";
import { checkClassName, checkDefinitions } from "./task-schema.ts";

/**
 * Reads what to tell apart from a JSON or YAML file: `{name: prompt}`, or a whole task
 * `{name?, description?, classes, examples?, metadata?}` with its classes as `{name: prompt}` or as a list of
 * `{name, prompt?, metadata?}`. One class is enough for a file, as more may come from elsewhere: see checkClasses.
 * @param fileSystem the part of node:fs that reading uses
 * @throws InputError with file and line: malformed, a key or class given twice, a wrong shape, an empty name or prompt
 */
export async function readTaskFile(path: string, fileSystem?: ReadFileSystem): Promise<Task> {
  if (typeof path !== "string") throw argumentError("path", "the path of a file", path);
  if (![".json", ".yaml", ".yml"].includes(extname(path).toLowerCase())) {
    throw new InputError("must be a .json, .yaml or .yml file.", { source: path });
  }
  let text = "";
  for await (const piece of readText(path, { fileSystem })) text += piece;
  // The YAML parser is large, and classifying never needs it.
  const { parseLocated } = await import("./located-document.ts");
  return parseTask(parseLocated(text, path), path);
}

/** The classes alone of what readTaskFile reads. */
export async function readClassesFile(
  path: string,
  fileSystem?: ReadFileSystem,
): Promise<readonly ClassDefinition[]> {
  return (await readTaskFile(path, fileSystem)).classes;
}

function parseTask({ value, lineOf }: LocatedDocument, source: string): Task {
  const placeOf = (path: ValuePath): InputPlace => ({ source, line: lineOf(path) });
  if (!isObject(value)) {
    throw new InputError('must be an object such as {"a class": "what belongs to it", ...}.', placeOf([]));
  }
  // A class may be named "classes" too: then its prompt is a string.
  if (typeof value.classes !== "object" || value.classes === null) {
    return { classes: parseClasses(value, [], placeOf), examples: [] };
  }
  const task = fitSchema(taskFileSchema, value, [], placeOf);
  const examples = task.examples.map((example, i) => {
    return { ...example, label: checkClassName(example.label, placeOf(["examples", i, "label"])) };
  });
  return { ...task, classes: parseClasses(value.classes, ["classes"], placeOf), examples };
}

function parseClasses(
  given: object,
  path: ValuePath,
  placeOf: (path: ValuePath) => InputPlace,
): ClassDefinition[] {
  const classes = isObject(given) ? classesByName(given, path, placeOf) : listedClasses(given, path, placeOf);
  if (classes.length === 0)
    throw new InputError("holds no classes; name two classes at least.", placeOf(path));
  const keys = Object.keys(given);
  return checkDefinitions(classes, (i) => placeOf([...path, isObject(given) ? keys[i] : i]));
}

function classesByName(
  prompts: Record<string, unknown>,
  path: ValuePath,
  placeOf: (path: ValuePath) => InputPlace,
): ClassDefinition[] {
  return Object.entries(prompts).map(([name, prompt]) => {
    if (typeof prompt === "string") return { name, prompt };
    const found = prompt === null ? "is missing" : "must be a string (in quotes)";
    throw new InputError(`The prompt of the class ${quote(name)} ${found}.`, placeOf([...path, name]));
  });
}

function listedClasses(
  list: unknown,
  path: ValuePath,
  placeOf: (path: ValuePath) => InputPlace,
): ClassDefinition[] {
  return fitSchema(classListSchema, list, path, placeOf).map(({ prompt, ...rest }) => {
    return typeof prompt === "string" ? { ...rest, prompt } : rest;
  });
}
