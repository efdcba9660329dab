import type { ClassGroup } from "../../class-groups/class-group.ts";
import type { InputPlace } from "../../errors.ts";
import type { Example } from "../../task/task.ts";
import type { ClassifierOptions, WorkOptions } from "../options.ts";

/** What to check, besides the classes. */
export interface DiagnoseOptions
  extends WorkOptions,
    Pick<ClassifierOptions, "encoder" | "store" | "cacheFolder" | "maxWindows"> {
  /** Labeled examples to train on. */
  readonly examples?: readonly Example[];
  /** Labeled examples to evaluate with; they must not be among those to train on. */
  readonly testExamples?: readonly Example[];
}

/** What is likely to go wrong with a task, before anything is trained. */
export interface Diagnosis {
  /** Number of classes, of examples and of examples to evaluate with. */
  readonly classes: number;
  readonly examples: number;
  readonly testExamples: number;
  /** Groups of classes with similar descriptions, for readers. Empty for fewer than 100 described classes and for a hierarchy. */
  readonly groups: readonly ClassGroup[];
  /** Problems by kind, in the order of ProblemKind, the worst of each kind first. */
  readonly problems: readonly Problem[];
}

/**
 * - "overlap": two descriptions say nearly the same
 * - "swallowing": a class is expected to take many texts of others
 * - "misleading-name": a name fits another description better than its own
 * - "similar-names": two names are nearly equal
 * - "thin", "long": a description has too few or too many words
 * - "negative": a description says what the class is not
 * - "unknown-label": examples have a label that is not a class
 * - "contradiction": a text has several labels
 * - "duplicate": examples are repeated
 * - "leak": examples to evaluate with are among those to train on
 */
export type ProblemKind =
  | "overlap"
  | "swallowing"
  | "misleading-name"
  | "similar-names"
  | "thin"
  | "long"
  | "negative"
  | "unknown-label"
  | "contradiction"
  | "duplicate"
  | "leak";

/** One problem, with what to do about it. */
export interface Problem {
  readonly kind: ProblemKind;
  /** The classes that it is about. */
  readonly classes: readonly string[];
  /** One sentence that says what is wrong. */
  readonly message: string;
  /** What to do: which words to add or drop, which rows to change. */
  readonly fix: string;
  /**
   * For "overlap": estimated share of the texts of both classes that get the other one, 0 to 1. For "swallowing":
   * estimated number of texts of other classes per text of its own.
   */
  readonly estimate?: number;
  /** Number of rows that it is about, and the place of the first of them. */
  readonly rows?: number;
  readonly place?: InputPlace;
}
