/** Minimum number of items. Fewer may begin or end alike by chance; a higher minimum leaves labels in short lists. */
const minItems = 3;

/** Labels that models put before or after a text, with the separator. */
const before =
  /^(?:\[[^\][]{1,40}\]|\([^()]{1,40}\)|[\p{L}\d][\p{L}\d _-]{0,38}(?=\s?[:|]\s|\s(?:->|=>|→|[-–—])\s))\s?(?:[:|]|->|=>|→|[-–—])?\s+(?=\S)/u;
const behind =
  /\s+(?:\[[^\][]{1,40}\]|\([^()]{1,40}\)|(?:->|=>|→|\||[-–—])\s*[\p{L}\d][\p{L}\d _-]{0,40})\s*$/u;

/** Removes a label that is the same before or after all items: "where is it (refund)". */
export function withoutSharedLabels(items: string[]): string[] {
  return withoutShared(withoutShared(items, before), behind);
}

function withoutShared(items: string[], label: RegExp): string[] {
  if (items.length < minItems) return items;
  // Labels are short, so only the ends of long items are searched.
  const found = items.map(
    (item) => label.exec(label === before ? item.slice(0, 100) : item.slice(-100))?.[0],
  );
  const [first] = found;
  if (first === undefined || found.some((each) => each?.trim().toLowerCase() !== first.trim().toLowerCase()))
    return items;
  return items.map((item, i) =>
    label === before ? item.slice(found[i]!.length) : item.slice(0, -found[i]!.length),
  );
}
