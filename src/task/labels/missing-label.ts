import { visibleName } from "./near-labels.ts";

/** Words for a missing value: the list of pandas.read_csv, and those of JavaScript. */
const missingWords = new Set([
  "",
  "#n/a",
  "#n/a n/a",
  "#na",
  "-1.#ind",
  "-1.#qnan",
  "-nan",
  "1.#ind",
  "1.#qnan",
  "<na>",
  "<null>",
  "n/a",
  "na",
  "nan",
  "nat",
  "nil",
  "none",
  "null",
  "undefined",
]);

/** Whether a label is a missing value: empty, "nan", "None", "NULL", "N/A" and the like. */
export function isMissingLabel(label: string): boolean {
  return missingWords.has(visibleName(label).toLowerCase());
}
