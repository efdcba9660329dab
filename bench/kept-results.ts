import { existsSync, readFileSync, writeFileSync } from "node:fs";

/**
 * Measures set by set and writes the results after each, so that a stopped run loses one set. Results of other sets, which an
 * earlier run wrote, are kept.
 * @param file JSON file with all results
 * @param measure returns the results of one set
 * @param onKept called with all results whenever the file was written
 */
export async function measureAndKeep<Result extends { readonly set: string }>(
  file: string,
  sets: readonly string[],
  measure: (set: string) => Promise<readonly Result[]>,
  onKept?: (results: readonly Result[]) => void,
): Promise<void> {
  let results: readonly Result[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
  for (const name of sets) {
    const found = await measure(name);
    results = [...results.filter(({ set }) => set !== name), ...found];
    writeFileSync(file, `${JSON.stringify(results, undefined, 1)}\n`);
    onKept?.(results);
  }
}
