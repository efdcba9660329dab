import type { ShownText } from "./report-data.ts";

/** Shortens a text to a number of characters, and says how many were cut off. */
export function shortText(text: string | undefined, most: number): Pick<ShownText, "text" | "cut"> {
  if (text === undefined) return {};
  if (text.length <= most) return { text };
  const kept = wholeCharacters(text, most);
  return { text: kept, cut: text.length - kept.length };
}

/** Shortens a name to a number of characters. The last one is then an ellipsis. */
export function shortName<Name extends string | null>(name: Name, most: number): Name {
  if (name === null || name.length <= most) return name;
  return `${wholeCharacters(name, most - 1)}…` as Name;
}

/** Returns the start of a text without the first half of a surrogate pair at its end. */
function wholeCharacters(text: string, most: number): string {
  const start = text.slice(0, most);
  return /[\uD800-\uDBFF]$/.test(start) ? start.slice(0, -1) : start;
}
