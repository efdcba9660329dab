/** A class and its probability, 0 to 1. */
export interface ClassScore {
  readonly label: string;
  readonly probability: number;
}

/** Class name -> probability, 0 to 1. */
export type ProbabilityOfClass = Readonly<Record<string, number>>;

/** What a classifier says of one text. */
export interface Classification {
  readonly text: string;
  /** The class, or null where the outcome is not "class". */
  readonly prediction: string | null;
  /**
   * "class": one of the classes. "none": none of these classes, only where the caller asked for none.
   * "unsure": the probability stayed below the caller's threshold.
   */
  readonly outcome: "class" | "none" | "unsure";
  /**
   * How sure to be of the answer, 0 to 1. For a class: its probability among the classes, times the probability that
   * it is one of them at all where none is on. For none: noneProbability. For unsure: that of the class not given.
   */
  readonly probability: number;
  /** Every class (or the top ones) with its probability, most probable first. All classes together sum to 1. */
  readonly scores: readonly ClassScore[];
  /**
   * The same probabilities by name. JavaScript objects list names that are whole numbers before all others; use `scores`
   * where the order matters.
   */
  readonly probabilities: ProbabilityOfClass;
  /** Probability that the text belongs to none of the classes; reported whether or not none is on. */
  readonly noneProbability: number;
  /**
   * About how many characters of the text were read, if it was too long to be read whole (see the option maxWindows), or
   * if long encoded runs in it, such as base64, were passed over. Absent if (nearly) all of it was read.
   */
  readonly charactersRead?: number;
}

/** How to answer; nothing here changes a trained model. */
export interface ClassifyOptions {
  /** Report only this many most probable classes in `scores` and `probabilities`. */
  readonly top?: number;
  /** Answer "unsure" where the probability is below this, 0 to 1. */
  readonly threshold?: number;
  /** Let "none of these classes" be an answer. */
  readonly none?: boolean;
}
