import { InputError, type InputPlace } from "../errors.ts";
import { fitSchema, type ValuePath } from "../files/fit-schema.ts";
import { isObject } from "../files/is-object.ts";
import type { LocatedDocument } from "../files/located-document.ts";
import { quote } from "../files/quote.ts";
import type { ReadOptions } from "../files/read-text.ts";
import { requireOptions } from "../options/known-options.ts";
import { checkClassName, checkDefinitions } from "./check-classes.ts";
import { resolveParents } from "./hierarchy/resolve-parents.ts";
import { readDocument } from "./read-document.ts";
import { rowOptionNames } from "./rows/row.ts";
import type { ClassDefinition, Task } from "./task.ts";
import { classListSchema, taskFileSchema } from "./task-file-schema.ts";

/**
 * Reads a task from a JSON or YAML file. The file is `{name: prompt}`, or a whole task
 * `{name?, description?, multiLabel?, classes, examples?, metadata?}` whose classes are `{name: prompt}` or a list of
 * `{name, prompt?, parent?, metadata?}`; a class with a `parent` gets the path below it as its name. A file may have a
 * single class, since others may be added elsewhere.
 * @param options `encoding` is used only if the file is not valid UTF-8 (or UTF-16 by its bytes)
 * @throws InputError with file and line, if the file is malformed, if a key or class is given twice, if a value has
 * another type, if a name or prompt is empty, or if a parent does not exist or is below its own class
 * @example
 * // classes.yaml: refund: The customer wants money back.
 * await readTaskFile("classes.yaml");
 * // { classes: [{ name: "refund", prompt: "The customer wants money back." }], examples: [] }
 */
export async function readTaskFile(path: string, options: ReadOptions = {}): Promise<Task> {
  requireOptions(options, rowOptionNames);
  return parseTask(await readDocument(path, options), path);
}

function parseTask({ value, lineOf }: LocatedDocument, source: string): Task {
  const placeOf = (path: ValuePath): InputPlace => ({ source, line: lineOf(path) });
  if (!isObject(value)) {
    throw new InputError('must be an object such as {"a class": "what belongs to it", ...}.', placeOf([]));
  }
  // A class may have the name "classes"; then its value is a string.
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
    throw new InputError("holds no classes; name at least two classes.", placeOf(path));
  const keys = Object.keys(given);
  const placeOfClass = (i: number): InputPlace => placeOf([...path, isObject(given) ? keys[i] : i]);
  return checkDefinitions(resolveParents(classes, [], placeOfClass), placeOfClass);
}

function classesByName(
  prompts: Record<string, unknown>,
  path: ValuePath,
  placeOf: (path: ValuePath) => InputPlace,
): ClassDefinition[] {
  return Object.entries(prompts).map(([name, prompt]) => {
    if (typeof prompt === "string") return { name, prompt };
    const found = prompt === null ? "is missing" : "must be a string (in quotes)";
    throw new InputError(
      `The description (prompt) of the class ${quote(name)} ${found}.`,
      placeOf([...path, name]),
    );
  });
}

function listedClasses(
  list: unknown,
  path: ValuePath,
  placeOf: (path: ValuePath) => InputPlace,
): ClassDefinition[] {
  return fitSchema(classListSchema, list, path, placeOf).map(({ prompt, parent, ...rest }) => ({
    ...rest,
    ...(typeof prompt === "string" && { prompt }),
    ...(typeof parent === "string" && { parent }),
  }));
}
