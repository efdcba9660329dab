/** Orders labels by their characters, the same on every machine; null, "none of these classes", comes last. */
export function compareLabels(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
