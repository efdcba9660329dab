import { UsageError } from "./command.ts";

/** Whether the value of an option is the name of a file that holds an object. */
export function isFileOfNames(value: string): boolean {
  return /\.(json|yaml|yml)$/i.test(value) && !value.trimStart().startsWith("{");
}

/**
 * Parses a JSON object that stands on the command line.
 * @throws UsageError
 */
export function parseObject(value: string, option: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // Said below.
  }
  throw new UsageError(
    `The option ${option} begins with { but is not a JSON object; got ${JSON.stringify(value)}.`,
  );
}
