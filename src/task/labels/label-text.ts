/**
 * Returns a label as a string. Numbers and booleans are written as in JSON.
 * @returns undefined if the value cannot be a label: a list, an object, null, or a number that is not exact
 */
export function labelText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value !== "number") return undefined;
  const isExact = Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
  return isExact ? JSON.stringify(value) : undefined;
}
