import { countWords, trimPunctuation } from "./words.ts";

/**
 * A list has at least this many items. With fewer, ordinary sentences with commas count as lists; with more, short
 * lists are missed.
 */
const minItems = 4;
/** An item has at most this many words. With more, clauses count as items; with fewer, long items are missed. */
const maxItemWords = 8;

/** Everything before the first item of a list. */
const introduction =
  /^.*\b(?:such as|for example|for instance|including|includes?|e\.g\.|like|namely|about|around|of)\s+/i;
const conjunctionFirst = /^(?:and|or|also|plus)\s+/i;
const conjunctionBetween = /\s+(?:and|or|&)\s+/i;

/** Returns the items of a list with commas: "shoes, bags, hats and gloves" -> ["shoes", "bags", "hats", "gloves"]. */
export function listItems(segment: string): string[] {
  const parts = partsWithWords(segment.split(","));
  if (parts.length < 2) return [];
  const items = [...parts.slice(0, -1), ...lastItems(parts.at(-1)!)];
  if (items.length < minItems) return [];
  const first = items[0].replace(introduction, "");
  if (countWords(first) > 0) items[0] = first;
  return items
    .map(trimPunctuation)
    .filter((item) => countWords(item) >= 1 && countWords(item) <= maxItemWords);
}

/** Splits the last part of a list: "and gloves" -> ["gloves"], "hats and gloves" -> ["hats", "gloves"]. */
function lastItems(part: string): string[] {
  if (conjunctionFirst.test(part)) return [part.replace(conjunctionFirst, "")];
  const halves = partsWithWords(part.split(conjunctionBetween));
  return halves.length === 2 ? halves : [part];
}

function partsWithWords(parts: readonly string[]): string[] {
  return parts.map((part) => part.trim()).filter((part) => countWords(part) > 0);
}
