import { UsageError } from "./command.ts";

/** Returns whether the value of an option names a JSON or YAML file. */
export function isFileOfNames(value: string): boolean {
  return /\.(json|yaml|yml)$/i.test(value) && !value.trimStart().startsWith("{");
}

/**
 * Parses a JSON object that is given on the command line.
 * @throws UsageError
 */
export function parseObject(value: string, option: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // Invalid JSON gets the same error as JSON that is not an object.
  }
  throw new UsageError(
    `The option ${option} begins with { but is not a JSON object; got ${JSON.stringify(value)}.`,
  );
}
