import type { Costs } from "../calibration/cost-table.ts";
import type { HeldOutAnswers } from "../calibration/held-out-answers.ts";

/** A class and its probability, 0 to 1. */
export interface ClassScore {
  readonly label: string;
  readonly probability: number;
}

/** Class name -> probability, 0 to 1. */
export type ProbabilityOfClass = Readonly<Record<string, number>>;

/** The answer of a classifier to one text. */
export interface Classification {
  readonly text: string;
  /**
   * Only of a classifier with several labels per text: the labels of the text, most probable first; empty if it has none.
   * `prediction` is then the first of them or null, and `outcome` is "class" or "none".
   */
  readonly labels?: readonly string[];
  /** The class; for the outcome "inner" the path of a node above classes; null for "none" and "unsure". */
  readonly prediction: string | null;
  /**
   * "class": one of the classes. "inner": only in a hierarchy with the option threshold: the deepest node that reaches the
   * threshold, since no class does. "none": out of scope; only with the option none.
   * "unsure": the probability is below the option threshold, or below what the option precision needs, or the option
   * costs makes this answer the cheapest.
   */
  readonly outcome: "class" | "inner" | "none" | "unsure";
  /**
   * Probability that the answer is correct, 0 to 1. For a class: its probability among the classes; with the option none,
   * multiplied by the probability that the text is in scope. For a node above classes: the sum over its classes. For none:
   * noneProbability. For unsure: the probability of the class that would have been the answer; in a hierarchy with the option
   * threshold, of the most probable node of the top level.
   */
  readonly probability: number;
  /** Every class (or the top ones) with its probability, most probable first. All classes together sum to 1, except of a classifier with several labels per text, where each has a probability of its own. */
  readonly scores: readonly ClassScore[];
  /**
   * The same probabilities by name. JavaScript objects list names that are whole numbers before all others; use `scores`
   * if the order matters.
   */
  readonly probabilities: ProbabilityOfClass;
  /** Probability that the text belongs to none of the classes, 0 to 1. Reported with and without the option none. */
  readonly noneProbability: number;
  /** Only with the option coverage: the classes of which one is the true one with that probability, most probable first. */
  readonly set?: readonly string[];
  /** Only with the option costs: the expected cost of this answer. */
  readonly expectedCost?: number;
  /**
   * Approximate number of characters that were read, if the text is too long to be read completely (see the option
   * maxWindows), or if long encoded parts of it, such as base64, were skipped. Absent if (nearly) all of it was read.
   */
  readonly charactersRead?: number;
}

/** Options of an answer. They do not change the trained model. */
export interface ClassifyOptions {
  /** Report only this number of most probable classes in `scores` and `probabilities`. */
  readonly top?: number;
  /**
   * Answer "unsure" if the probability is below this, 0 to 1. In a hierarchy: answer with the deepest node that reaches this,
   * and "unsure" if no node does; with the option precision only classes answer. Default: 0.
   */
  readonly threshold?: number;
  /** Allow the answer "none" for texts that are out of scope. Default: false. */
  readonly none?: boolean;
  /**
   * Answer "unsure" unless at least this share of the answers will be correct, above 0 and below 1, for texts like the
   * held-out ones; see precisionDial. An object gives a share per class, for the answers with this class; the answers with
   * other classes are all given. Default: every text gets an answer.
   */
  readonly precision?: number | Readonly<Record<string, number>>;
  /** Give the answer with the smallest expected cost. Default: the most probable class. Not with threshold or precision. */
  readonly costs?: Costs;
  /** Add the set of classes that contains the true one with this probability, above 0 and below 1. */
  readonly coverage?: number;
  /** Held-out answers that precision and coverage are based on. Default: those of the training. */
  readonly heldOut?: HeldOutAnswers;
}
