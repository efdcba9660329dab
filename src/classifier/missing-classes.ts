import { denseGroups } from "../head/dense-groups.ts";
import { type Matrix, takeRows } from "../math/matrix.ts";
import { distinctiveWords } from "../prompts/distinctive-words.ts";

/** Texts that are out of scope and close to each other: perhaps a class that the model lacks. */
export interface SuggestedClass {
  /** A name made of their distinctive words. */
  readonly name: string;
  readonly words: readonly string[];
  /** Number of texts in the sample. */
  readonly texts: number;
  /** Some of them, the one in the middle first. */
  readonly examples: readonly string[];
}

/** A suggested class with its texts. */
export interface MissingClass extends SuggestedClass {
  /** Numbers of the texts, the one in the middle first. */
  readonly members: readonly number[];
}

/** Largest number of groups that are reported. */
const maxGroups = 5;
/** Cosine in projected space from which two out-of-scope texts may be of one class. Smaller: fewer, larger groups. */
const groupCosine = 0.35;
/** Smallest group. Smaller: chance groups are reported. */
const minGroup = 4;
/** Texts from this P(none) on are grouped. Larger: fewer texts, which are more surely out of scope. */
const groupedFrom = 0.5;
const shownExamples = 3;

/**
 * Finds groups of out-of-scope texts that are close to each other, the largest first.
 * @param vectors projected unit vectors: [texts, dimensions]
 * @param none P(none) of each text
 */
export async function missingClasses(
  texts: readonly string[],
  vectors: Matrix,
  none: Float64Array,
): Promise<MissingClass[]> {
  const outside = [...texts.keys()].filter((i) => none[i] >= groupedFrom);
  const groups = await denseGroups(takeRows(vectors, outside), groupCosine, minGroup);
  return groups.slice(0, maxGroups).map((group) => {
    const members = group.map((row) => outside[row]);
    const inGroup = new Set(members);
    const words = distinctiveWords(
      members.map((i) => texts[i]),
      texts.filter((_, i) => !inGroup.has(i)),
      5,
    );
    return {
      name: words.slice(0, 2).join(" ") || "other",
      words,
      texts: members.length,
      examples: members.slice(0, shownExamples).map((i) => texts[i]),
      members,
    };
  });
}
