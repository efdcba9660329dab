import { editDistance } from "../../options/edit-distance.ts";

/** Maximum number of characters of a number that is normalized. Larger: numbers that differ become equal in a double. */
const maxNumberLength = 15;

/**
 * Returns a key that is equal for different spellings of one name. Case, invisible characters, Unicode composition and
 * surrounding blanks are ignored, and blanks, underscores and hyphens between words are equal. Numbers are equal by
 * value: "1.0" and "01" have the key "1".
 */
export function labelKey(name: string): string {
  const visible = visibleName(name);
  if (/^[+-]?\d+(\.\d*)?$/.test(visible) && visible.length <= maxNumberLength) return String(Number(visible));
  const folded = visible.toUpperCase().toLowerCase().normalize("NFC");
  // Names are mostly plain letters and single blanks, and the pattern below is slow.
  if (/^[a-z0-9]+( [a-z0-9]+)*$/.test(folded)) return folded;
  return folded.replace(/\s+/g, " ").replace(/([\p{L}\p{N}])[\s_\-\u2010-\u2015]+(?=[\p{L}\p{N}])/gu, "$1 ");
}

/** Describes how two similar names differ, for a message. Returns undefined if letters differ. */
export function spellingDifference(one: string, other: string): string | undefined {
  if (one.normalize("NFC") === other.normalize("NFC"))
    return "only the Unicode composition of its letters differs";
  if (visibleName(one) === visibleName(other)) return "only invisible characters differ";
  if (visibleName(one).toLowerCase() === visibleName(other).toLowerCase()) {
    return "only upper and lower case differ";
  }
  return labelKey(one) === labelKey(other) ? "only the spelling differs" : undefined;
}

/** Returns a name trimmed and without invisible characters. */
export function visibleName(name: string): string {
  return name
    .normalize("NFC")
    .replace(/\p{Cf}/gu, "")
    .trim();
}

/** Prefixes that negate: "paid" and "unpaid" are different classes, not a typing error. */
const negations = ["a", "an", "un", "in", "im", "il", "ir", "non", "dis"];

/**
 * Whether one of two keys may be a typing error of the other. Names with different digits, single letters or short words
 * never are: "class 1" and "class 2", "type a" and "type b", "north" and "south" are different classes.
 */
export function areNearKeys(one: string, other: string): boolean {
  const [words, others] = [one.split(" "), other.split(" ")];
  if (words.length !== others.length) return words.join("") === others.join("");
  const differing = words.flatMap((word, i) => (word === others[i] ? [] : [[word, others[i]] as const]));
  return (
    differing.length > 0 &&
    differing.every(([word, other]) => areNearWords(word, other)) &&
    digitsOf(one) === digitsOf(other)
  );
}

function digitsOf(text: string): string {
  return text.replace(/\P{N}/gu, "");
}

/**
 * Minimum length of words that may differ in one letter by a typing error. Smaller: different words such as "cold" and
 * "gold" are rejected as typing errors. Larger: fewer typing errors are found. The same holds for the next two.
 */
const oneErrorFrom = 5;
/** Minimum length of words that may differ by two errors. */
const twoErrorsFrom = 9;
/** Minimum length of words that may differ by an additional letter: "mail" and "mails". */
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
