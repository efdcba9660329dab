import type { SnippetKind } from "../../prompts/snippets.ts";
import type { ExampleSource, Origin } from "../../task/task.ts";
import type { Classification, ClassifyOptions } from "../../trained-model/classification.ts";

/** How to explain an answer. */
export interface ExplainOptions extends Pick<ClassifyOptions, "none" | "threshold"> {
  /** Number of nearest examples to return. Default: 5. */
  readonly nearest?: number;
  /**
   * Maximum number of shortened texts that are classified to find the words that matter. Default: 200, and fewer for
   * texts of more than 2,000 characters. More find more and take longer.
   */
  readonly maxRemovals?: number;
  /**
   * Maximum number of examples to search for the nearest ones, those of the most probable classes first. Default: 2,000.
   * Each example is embedded once per opened classifier.
   */
  readonly maxExamples?: number;
}

/** Why a classifier gave an answer. */
export interface Explanation {
  readonly text: string;
  /** The answer, with every class. */
  readonly answer: Classification;
  /**
   * The class that is explained, which is the most probable one, and its probability before any word is removed. For a
   * text that equals one of the user's examples this is the probability without the rule of `ownExample`.
   */
  readonly explained: { readonly label: string; readonly probability: number };
  /** Whether the text equals one of the user's own examples, so that it is answered with the label of the example. */
  readonly isOwnExample: boolean;
  /** The nearest examples and description snippets, the most similar first. Empty for a text without a visible character. */
  readonly nearest: readonly NearestExample[];
  /** Number of examples and snippets that were searched, and that there are. */
  readonly searched: { readonly examples: number; readonly of: number };
  /** Words by the effect of their removal, the largest effect first. */
  readonly words: readonly RemovalEffect[];
  /** Pairs of words of a short text, or sentences and parts of sentences of a long one, likewise. */
  readonly phrases: readonly RemovalEffect[];
  /** The first words whose joint removal changes the most probable class. Absent if removing up to 8 words does not. */
  readonly changedBy?: JointRemoval;
  readonly runnerUp: RunnerUp;
  readonly none: NoneReason;
  /**
   * The way to the explained class from the top level down, with the nearest sibling at each level. Absent if the names of
   * the classes are not paths.
   */
  readonly levels?: readonly LevelExplanation[];
}

/** Why a text is in a branch of a tree of classes. */
export interface LevelExplanation {
  /** Number of parts of the path: 1 at the top. */
  readonly level: number;
  /** Path of the branch that the explained class is in; at the last level the class itself. */
  readonly branch: string;
  /** Sum of the probabilities of its classes, before any word is removed. */
  readonly probability: number;
  /** The most probable other branch below the same node. Absent if there is none. */
  readonly sibling?: SiblingBranch;
}

/** Another branch of the same level, and what separates it from the one of the answer. */
export interface SiblingBranch {
  readonly branch: string;
  /** It can be above that of the branch of the answer, if its classes share it. */
  readonly probability: number;
  /** Words that speak for the branch of the answer against the sibling, the strongest first. */
  readonly wordsAgainst: readonly BranchRemoval[];
  /** Words that speak for the sibling, the strongest first. */
  readonly wordsFor: readonly BranchRemoval[];
  /** The nearest example of a class of the sibling. Absent if it has none among those searched. */
  readonly nearest?: NearestExample;
}

/** What happens to a branch if a word is removed. `probability` and `change` are those of the branch of the answer. */
export interface BranchRemoval
  extends Pick<RemovalEffect, "part" | "places" | "remaining" | "probability" | "change"> {
  /** Change of the log-odds of the branch against its sibling. Negative: the word speaks for the branch. */
  readonly oddsChange: number;
}

/** An example or description snippet that is similar to a text. */
export interface NearestExample {
  /** Name of the class; null if the example is out of scope. */
  readonly label: string | null;
  readonly text: string;
  readonly origin: Origin;
  /** The part of the description that it is. Absent if the origin is not "prompt". */
  readonly snippet?: SnippetKind;
  /** What generated it. Absent if it is not generated, or if this is unknown. */
  readonly source?: ExampleSource;
  /** Cosine of both vectors in the space in which the classifier compares texts, -1 to 1. */
  readonly similarity: number;
}

/** What happens to an answer if a part of the text is removed. */
export interface RemovalEffect {
  /** The removed words. A word that occurs several times is removed everywhere. */
  readonly part: string;
  /** Where it begins and ends in the text, in UTF-16 units as in String.slice. */
  readonly places: readonly { readonly start: number; readonly end: number }[];
  /** The text without it. */
  readonly remaining: string;
  /** Probability of the explained class for the remaining text. */
  readonly probability: number;
  /** That probability minus the one of the whole text. Negative: the words speak for the class. */
  readonly change: number;
  /**
   * Change of the log-odds of the explained class against the runner-up, ln(p / q). Negative: the words speak for the
   * explained class, positive: for the runner-up.
   */
  readonly oddsChange: number;
  /** Probability that the remaining text is out of scope. */
  readonly noneProbability: number;
  /** The most probable class of the remaining text. */
  readonly prediction: string;
}

/** Words whose joint removal changes the most probable class. */
export interface JointRemoval {
  readonly words: readonly string[];
  readonly remaining: string;
  /** The most probable class of the remaining text, and its probability. */
  readonly prediction: string;
  readonly probability: number;
}

/** The second most probable class, and what separates it from the first. */
export interface RunnerUp {
  readonly label: string;
  readonly probability: number;
  /** Words that speak for the explained class against the runner-up, the strongest first. */
  readonly wordsAgainst: readonly RemovalEffect[];
  /** Words that speak for the runner-up, the strongest first. */
  readonly wordsFor: readonly RemovalEffect[];
  /** The nearest example of the runner-up. Absent if it has none among those searched. */
  readonly nearest?: NearestExample;
}

/** Why a text counts as in scope or out of scope. */
export interface NoneReason {
  /** Probability that the text is out of scope. */
  readonly probability: number;
  /** Probability from which a text counts as out of scope. */
  readonly from: number;
  /** Whether the text counts as out of scope. It is answered with "none" only with the option none. */
  readonly isOutOfScope: boolean;
  /** Words that make the text look out of scope: without them the probability is lower. The strongest first. */
  readonly wordsFor: readonly RemovalEffect[];
  /** Words that make the text look in scope. The strongest first. */
  readonly wordsAgainst: readonly RemovalEffect[];
}
