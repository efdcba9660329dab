import type { Classification, ClassifyOptions } from "../../trained-model/classification.ts";
import type { ExplainOptions, Explanation, NearestExample, RemovalEffect } from "./explanation.ts";

/** How to explain which labels a text has. */
export interface ExplainLabelsOptions
  extends Omit<ExplainOptions, "none">,
    Pick<ClassifyOptions, "threshold" | "precision"> {
  /** Names of the labels to explain. Default: those that the text is answered with, and those that it nearly is. */
  readonly labels?: readonly string[];
}

/** Why a classifier gives a text its labels. */
export interface LabelSetExplanation {
  readonly text: string;
  /** The answer, with every label. */
  readonly answer: Classification;
  /** Whether the text equals one of the user's own examples or corrections, so that it is answered with their labels. */
  readonly isOwnExample: boolean;
  /** The labels that are given, the most probable first, then those that nearly are, the nearest to its threshold first. */
  readonly labels: readonly LabelExplanation[];
  /** Number of examples and snippets that were searched, and that there are. */
  readonly searched: Explanation["searched"];
}

/** Why a text has a label, or has it not. */
export interface LabelExplanation {
  readonly label: string;
  /**
   * Probability before any word is removed. For a text that equals one of the user's examples this is the probability without
   * the rule of `isOwnExample`.
   */
  readonly probability: number;
  /** Probability from which a text has the label. */
  readonly threshold: number;
  /** Whether the text is answered with the label. */
  readonly isGiven: boolean;
  /** Words by the effect of their removal on the probability of the label, the largest effect first. */
  readonly words: readonly LabelRemoval[];
  /** Pairs of words of a short text, or sentences and parts of sentences of a long one, likewise. */
  readonly phrases: readonly LabelRemoval[];
  /** The first words whose joint removal moves the probability across the threshold. Absent if up to 8 words do not. */
  readonly changedBy?: {
    readonly words: readonly string[];
    readonly remaining: string;
    /** Probability of the label for the remaining text. */
    readonly probability: number;
  };
  /** The nearest examples and description snippets of the label, the most similar first. */
  readonly nearest: readonly NearestExample[];
}

/** What happens to the probability of a label if a part of the text is removed. */
export interface LabelRemoval
  extends Pick<RemovalEffect, "part" | "places" | "remaining" | "probability" | "change"> {
  /** Whether the remaining text has the label. */
  readonly isGiven: boolean;
}
