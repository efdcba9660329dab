import type { z } from "zod";
import { InputError, type InputPlace } from "../errors.ts";
import { quote } from "./quote.ts";

/** The path of a value in the user's input: keys and positions. */
export type ValuePath = readonly PropertyKey[];

/**
 * Validates a value of the user's input.
 * @param path the path of the value in the input
 * @param placeOf returns the file and the line of a path
 * @throws InputError for the first invalid value
 */
export function fitSchema<T>(
  schema: z.ZodType<T>,
  value: unknown,
  path: ValuePath,
  placeOf: (path: ValuePath) => InputPlace,
): T {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const at = [...path, ...issue.path];
  const place = placeOf(issue.code === "unrecognized_keys" ? [...at, issue.keys[0]] : at);
  throw new InputError(`${invalidValue(issue, path)}.`, place);
}

/**
 * Returns what is invalid in a value, for a message: "classes[1].name must be a string (in quotes)".
 * @param issue from a schema's `safeParse` with the option `reportInput`
 * @param path the path of the value in the input
 */
export function invalidValue(issue: z.core.$ZodIssue, path: ValuePath = []): string {
  return `${readablePath([...path, ...issue.path])} ${reasonOf(issue)}`;
}

/** Returns a path as text: "classes[1].name". */
function readablePath(path: ValuePath): string {
  if (path.length === 0) return "the file";
  return path
    .map((key, i) => (typeof key === "number" ? `[${key}]` : `${i > 0 ? "." : ""}${String(key)}`))
    .join("");
}

/** Names of types in messages. */
const typeNames: Readonly<Record<string, string>> = {
  string: "a string (in quotes)",
  object: "an object",
  array: "a list",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

function reasonOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "unrecognized_keys":
      return `has the unknown key ${quote(issue.keys[0])}; correct or remove it`;
    case "invalid_type":
      return `${issue.input === undefined ? "is missing; it " : ""}must be ${typeNames[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be one of ${issue.values.map(String).join(", ")}`;
    default:
      return issue.message;
  }
}
