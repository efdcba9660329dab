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

/** Words that tell a class from another one. */
const comparisons = [
  "unlike",
  "differs? from",
  "different from",
  "distinct from",
  "as opposed to",
  "contrasts? with",
];

/** Words anywhere in a clause that negate or refer to another class. */
const denials = [
  ...comparisons,
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

const notOf = (verbs: string) => `(?:${verbs})(?: not|n't)`;

/** Who or what stands for the class in a description: "it", or the text or its writer. A negated verb of other subjects states a fact. */
const classItself = "it|this|these|the (?:class|category|intent|label|topic|message|text|question|request)s?";

/** Words anywhere in a clause that exclude something from the class or refer to another class. Fewer than the denials above. */
const exclusions = [
  ...comparisons,
  "(?<!^(?:which|what)\\b.*)(?:belongs?|goes?) (?:to|under|elsewhere)",
  "(?<!^(?:which|what)\\b.*)belongs? in",
  "do not confuse",
  "(?:own|separate|sibling|other|another|next|different) (?:\\w+ )?" +
    "(?:class|classes|category|categories|intent|intents|group|family|kind|label)",
  `${notOf("is|are|does|do")} (?:about|for|meant|intended|included|covered|concerned|requested|part of)`,
  `${notOf("is|are")} (?:asking|searching|looking|requesting|reporting|complaining)`,
  `${notOf("does|do")} (?:include|cover|concern|contain|mean|belong|refer|deal|ask|report|mention|describe)`,
  "not about",
  "no \\w+ (?:is|are) (?:being )?(?:asked|requested|meant|reported|included)",
];

/** A clause such as "it is not a refund": what the class is not, with a noun instead of a verb. */
const exclusionOfNoun = new RegExp(
  `^(?:(?:and|but|so|yet) )?(?:${classItself}) ${notOf("is|are")} (?:an?|the|any|\\w+ing an?|\\w+ing the)\\b`,
  "i",
);
const opening = new RegExp(`^(?:${openings.join("|")})\\b`, "i");
const denial = new RegExp(`\\b(?:${denials.join("|")})\\b`, "i");
const exclusion = new RegExp(`\\b(?:${exclusions.join("|")})\\b`, "i");

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

/**
 * Whether a clause excludes something from its class. Stricter than isNegative: a negated fact about what the class
 * describes is no exclusion ("the recipient does not have the money").
 */
export function isExclusion(clause: string): boolean {
  return opening.test(clause) || exclusion.test(clause) || exclusionOfNoun.test(clause);
}

/** Cuts a text before each of its negative tails. The first part is the text before all of them. */
export function cutNegativeTails(text: string): string[] {
  return text.split(tailStart);
}
