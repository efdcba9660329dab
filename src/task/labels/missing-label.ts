import { visibleName } from "./near-labels.ts";

/** What stands for no value in files of other programs: the list of pandas.read_csv, and JavaScript's own words. */
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

/** Whether a label stands for no label at all: empty, "nan", "None", "NULL", "N/A" and the like. */
export function isMissingLabel(label: string): boolean {
  return missingWords.has(visibleName(label).toLowerCase());
}
