/** Longer numbers lose digits in a double. */
const longestNumber = 15;

/**
 * Returns what is left of a name without upper case, blanks around it, invisible characters, runs of blanks, Unicode
 * composition, and the difference between blanks, underscores and hyphens between words. Numbers lose zeros that say
 * nothing: "1.0" is "1". Names with equal keys are spellings of one name.
 */
export function labelKey(name: string): string {
  const visible = visibleName(name);
  if (/^[+-]?\d+(\.\d*)?$/.test(visible) && visible.length <= longestNumber) return String(Number(visible));
  const folded = visible.toUpperCase().toLowerCase().normalize("NFC");
  // Names are mostly plain letters and single blanks, and the pattern below is slow.
  if (/^[a-z0-9]+( [a-z0-9]+)*$/.test(folded)) return folded;
  return folded.replace(/\s+/g, " ").replace(/([\p{L}\p{N}])[\s_\-\u2010-\u2015]+(?=[\p{L}\p{N}])/gu, "$1 ");
}

/** What differs between two names that are nearly the same, for a message; undefined if it is a few letters. */
export function spellingDifference(one: string, other: string): string | undefined {
  if (one.normalize("NFC") === other.normalize("NFC"))
    return "only the Unicode composition of its letters differs";
  if (visibleName(one) === visibleName(other)) return "only invisible characters differ";
  if (visibleName(one).toLowerCase() === visibleName(other).toLowerCase()) {
    return "only upper and lower case differ";
  }
  return labelKey(one) === labelKey(other) ? "only the spelling differs" : undefined;
}

/** A name without the characters that nobody sees. */
export function visibleName(name: string): string {
  return name
    .normalize("NFC")
    .replace(/\p{Cf}/gu, "")
    .trim();
}

/** Words that negate: a name with one of them in front is another class, not a typing error. */
const negations = ["a", "an", "un", "in", "im", "il", "ir", "non", "dis"];

/**
 * Whether two keys are so close that one may be a typing error of the other. Digits that differ, single letters and short
 * words never are: "class 1" and "class 2", "type a" and "type b", "north" and "south" are classes of their own.
 */
export function areNearKeys(one: string, other: string): boolean {
  const [words, others] = [one.split(" "), other.split(" ")];
  if (words.length !== others.length) return words.join("") === others.join("");
  const differing = words.flatMap((word, i) => (word === others[i] ? [] : [[word, others[i]] as const]));
  return (
    differing.length > 0 &&
    differing.every(([word, twin]) => areNearWords(word, twin)) &&
    digitsOf(one) === digitsOf(other)
  );
}

function digitsOf(text: string): string {
  return text.replace(/\P{N}/gu, "");
}

/** From this length on, one wrong letter is a typing error; "cold" and "gold" are words of their own. */
const oneErrorFrom = 5;
/** From this length on, two errors are. */
const twoErrorsFrom = 9;
/** From this length on, a letter too many or too few is an error: "mail" and "mails". */
const lengthErrorFrom = 4;

function areNearWords(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 4) return false;
  const [a, b] = [[...one], [...other]];
  const shorter = Math.min(a.length, b.length);
  if (shorter < lengthErrorFrom || Math.abs(a.length - b.length) > 2) return false;
  if (negations.some((prefix) => one === prefix + other || other === prefix + one)) return false;
  if (shorter < oneErrorFrom && a.length === b.length) return false;
  return editDistance(a, b) <= (shorter >= twoErrorsFrom ? 2 : 1);
}

/** Letters to insert, delete, replace, or swap with their neighbour (optimal string alignment). */
function editDistance(a: readonly string[], b: readonly string[]): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(replaced, last[j] + 1, row[j - 1] + 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}
