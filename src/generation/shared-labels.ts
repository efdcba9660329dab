/** Fewer items than this may begin or end alike by chance. */
const minItems = 3;

/** The label that a model puts before or behind a text, with the signs that part them. */
const before =
  /^(?:\[[^\][]{1,40}\]|\([^()]{1,40}\)|[\p{L}\d][\p{L}\d _-]{0,38}(?=\s?[:|]\s|\s(?:->|=>|→|[-–—])\s))\s?(?:[:|]|->|=>|→|[-–—])?\s+(?=\S)/u;
const behind =
  /\s+(?:\[[^\][]{1,40}\]|\([^()]{1,40}\)|(?:->|=>|→|\||[-–—])\s*[\p{L}\d][\p{L}\d _-]{0,40})\s*$/u;

/** Returns the items without a label that is the same before or behind all of them: "where is it (refund)". */
export function withoutSharedLabels(items: string[]): string[] {
  return withoutShared(withoutShared(items, before), behind);
}

function withoutShared(items: string[], label: RegExp): string[] {
  if (items.length < minItems) return items;
  // Long items end far from where they begin; a label is short.
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
