import type { z } from "zod";
import { InputError, type InputPlace } from "../errors.ts";
import { quote } from "./quote.ts";

/** A path into what the user gave: keys and positions. */
export type ValuePath = readonly PropertyKey[];

/**
 * Holds a value of the user's to a schema.
 * @param path where the value lies in what the user gave
 * @param placeOf the file and line of a path
 * @throws InputError for the first thing that does not fit
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
  throw new InputError(`${readablePath(at)} ${complaint(issue)}.`, place);
}

/** "classes[1].name". */
function readablePath(path: ValuePath): string {
  if (path.length === 0) return "the file";
  return path
    .map((key, i) => (typeof key === "number" ? `[${key}]` : `${i > 0 ? "." : ""}${String(key)}`))
    .join("");
}

const kinds: Readonly<Record<string, string>> = {
  string: "a string (in quotes)",
  object: "an object",
  array: "a list",
};

function complaint(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "unrecognized_keys":
      return `has the unknown key ${quote(issue.keys[0])}; correct or remove it`;
    case "invalid_type":
      return `${issue.input === undefined ? "is missing; it " : ""}must be ${kinds[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be one of ${issue.values.map(String).join(", ")}`;
    default:
      return issue.message;
  }
}
