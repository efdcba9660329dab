/** Number of digits of numbers that are not whole. More make the report larger; the page shows at most four. */
const digits = 5;

/**
 * Writes data as JSON that can stand in an HTML page: without "<", so that it can neither end its element nor begin another
 * one, and with rounded numbers.
 */
export function inertJson(data: unknown): string {
  return JSON.stringify(data, (_, value: unknown) =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(digits)) : value,
  ).replaceAll("<", "\\u003c");
}

/** Returns the first items that together take at most this number of bytes as JSON. */
export function withinBytes<Item>(items: readonly Item[], most: number): Item[] {
  const kept: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    bytes += Buffer.byteLength(inertJson(item)) + 1;
    if (bytes > most) break;
    kept.push(item);
  }
  return kept;
}
