/** First words of a clause that says what a class is not, or that compares it with another class. */
const openings = [
  "unlike",
  "rather than",
  "instead of",
  "as opposed to",
  "as distinct from",
  "in contrast",
  "contrast with",
  "compared (?:to|with)",
  "differs? from",
  "different from",
  "distinct from",
  "whereas",
  "while",
  "but not",
  "and not",
  "not",
  "never",
  "without",
  "except",
  "excluding",
  "neither",
  "nor",
  "no",
  "nothing",
  "nobody",
  "none",
];

/** Words anywhere in a clause that negate or refer to another class. */
const denials = [
  "unlike",
  "differs? from",
  "different from",
  "distinct from",
  "as opposed to",
  "contrasts? with",
  "belongs? (?:to|in|under|elsewhere)",
  "goes? (?:to|under|elsewhere)",
  "(?:own|separate|sibling|other|another|next|different) " +
    "(?:class|classes|category|categories|intent|intents|group|family|kind|label|one)",
  "is not",
  "are not",
  "isn't",
  "aren't",
  "does not",
  "do not",
  "doesn't",
  "don't",
  "not about",
  "no \\w+ is",
];

const opening = new RegExp(`^(?:${openings.join("|")})\\b`, "i");
const denial = new RegExp(`\\b(?:${denials.join("|")})\\b`, "i");

/** Where the negative tail of a sentence begins: before "unlike", or at a comma before "not", "without", "while" ... */
const tailStart = new RegExp(
  "(?:,\\s*|\\s+)(?=(?:unlike|rather than|instead of|as opposed to|as distinct from|in contrast (?:to|with)|whereas|but not|and not)\\b)" +
    "|,\\s*(?=(?:not|never|without|except|excluding|while|though|although|neither|nor|no)\\b)",
  "i",
);

/**
 * Whether a clause says what its class is not. Its words are those of another class, so the snippet would resemble that
 * class.
 */
export function isNegative(clause: string): boolean {
  return opening.test(clause) || denial.test(clause);
}

/** Cuts a text before each of its negative tails. The first part is the text before all of them. */
export function cutNegativeTails(text: string): string[] {
  return text.split(tailStart);
}
