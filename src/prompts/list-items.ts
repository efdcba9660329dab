import { countWords, trimPunctuation } from "./words.ts";

/** Fewer parts than this between commas are a sentence with commas, not a list. */
const fewestItems = 4;
const longestItem = 8;

/** What introduces a list, up to its first item. */
const introduction =
  /^.*\b(?:such as|for example|for instance|including|includes?|e\.g\.|like|namely|about|around|of)\s+/i;
const conjunctionFirst = /^(?:and|or|also|plus)\s+/i;
const conjunctionBetween = /\s+(?:and|or|&)\s+/i;

/** The items of a comma list of four or more: "shoes, bags, hats and gloves" -> shoes; bags; hats; gloves. */
export function listItems(segment: string): string[] {
  const parts = partsWithWords(segment.split(","));
  if (parts.length < 2) return [];
  const items = [...parts.slice(0, -1), ...lastItems(parts.at(-1)!)];
  if (items.length < fewestItems) return [];
  const first = items[0].replace(introduction, "");
  if (countWords(first) > 0) items[0] = first;
  return items
    .map(trimPunctuation)
    .filter((item) => countWords(item) >= 1 && countWords(item) <= longestItem);
}

/** "and gloves" -> gloves; "hats and gloves" -> hats, gloves. */
function lastItems(part: string): string[] {
  if (conjunctionFirst.test(part)) return [part.replace(conjunctionFirst, "")];
  const halves = partsWithWords(part.split(conjunctionBetween));
  return halves.length === 2 ? halves : [part];
}

function partsWithWords(parts: readonly string[]): string[] {
  return parts.map((part) => part.trim()).filter((part) => countWords(part) > 0);
}
