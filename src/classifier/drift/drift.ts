import type { StreamItem } from "../classify-stream.ts";
import type { SuggestedClass } from "../missing-classes.ts";
import type { WorkOptions } from "../options.ts";

/** How to compare texts of now with those of then. */
export interface DriftOptions extends WorkOptions {
  /**
   * Texts of a time when all was well, for example of last month. Default: the real examples of the classifier. Give them
   * if the examples were chosen otherwise than the texts arrive, or if there are fewer than 50.
   */
  readonly reference?: Iterable<StreamItem> | AsyncIterable<StreamItem>;
  /**
   * Probability of a false alarm if nothing has changed, 0.005 to 0.2. Default: 0.01, one per hundred comparisons. Larger:
   * small changes are noticed with fewer texts.
   */
  readonly level?: number;
  /** Maximum number of texts that are compared, drawn at random from all that are read. Default: 2,000. */
  readonly sampleSize?: number;
}

/** Whether texts are like those of the training, and what is new. */
export interface DriftReport {
  /**
   * "same": no sign of a change. "mix": the texts of each class are alike, but the classes are differently common.
   * "different": the texts themselves have changed.
   */
  readonly verdict: "same" | "mix" | "different";
  /** One sentence that says whether to worry. */
  readonly sentence: string;
  /** Probability that texts without any change look at least as different, all signs together. */
  readonly pValue: number;
  /** The probability of a false alarm that the verdict is based on. */
  readonly level: number;
  /** Number of texts that were read, and of those that were compared: distinct ones, a sample of very many. */
  readonly read: number;
  readonly texts: number;
  /** What they were compared with, and the number of distinct texts. */
  readonly reference: { readonly source: "real examples" | "reference texts"; readonly texts: number };
  readonly signs: readonly DriftSign[];
  /** The predicted classes whose share changed most, at most ten, the largest change first. */
  readonly classes: readonly ClassShift[];
  /** Words that occur in several texts and in no text of the reference, at most 20, the most frequent first. */
  readonly newWords: readonly NewWord[];
  /** Groups of similar out-of-scope texts that hardly occur in the reference. */
  readonly newGroups: readonly NewGroup[];
}

/**
 * One way to look for a change.
 * - "none": share of the texts that are out of scope
 * - "probability": mean probability of the predicted class
 * - "distance": distance between the mean vectors
 * - "words": new words that occur in several texts, per 100 texts
 * - "classes": largest difference of the share of a predicted class
 */
export interface DriftSign {
  readonly kind: "none" | "probability" | "distance" | "words" | "classes";
  /** The value of the reference, or for "distance", "words" and "classes" the value to expect without a change. */
  readonly expected: number;
  readonly found: number;
  /** Probability of such a value without a change, corrected for the number of signs. */
  readonly pValue: number;
}

/** Share of the texts with a predicted class, in the reference and now. */
export interface ClassShift {
  readonly label: string;
  readonly expected: number;
  readonly found: number;
}

export interface NewWord {
  readonly word: string;
  /** Number of texts with it. */
  readonly texts: number;
}

/** A group of similar texts that is new. */
export interface NewGroup extends SuggestedClass {
  /** Number of reference texts that are as similar to its middle as half of the group. */
  readonly referenceTexts: number;
}
