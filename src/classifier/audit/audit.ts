import type { InputPlace } from "../../errors.ts";
import type { ClassDefinition } from "../../task/task.ts";
import type { ClassifierOptions, WorkOptions } from "../options.ts";

/** How to audit labeled examples. */
export interface AuditOptions
  extends WorkOptions,
    Pick<ClassifierOptions, "encoder" | "store" | "cacheFolder" | "maxWindows"> {
  /** Classes with their descriptions, which make the predictions better. Default: the labels of the examples. */
  readonly classes?: readonly ClassDefinition[];
  /** Seed of the folds. Default: 0. */
  readonly seed?: number;
  /** Number of folds, 2 or more. Default: 5. More folds leave more rows for each fit and take more time. */
  readonly folds?: number;
}

/** What is wrong with labeled examples. */
export interface Audit {
  /** Number of examples, and of their classes. */
  readonly rows: number;
  readonly classes: number;
  /** Share of the examples whose label is the most probable class of a fit without them, 0 to 1. */
  readonly agreement: number;
  /** Number of findings of each kind. */
  readonly counts: Readonly<Record<FindingKind, number>>;
  /** Number of examples that are nearly equal to an earlier one, but not copies. They are no findings. */
  readonly nearDuplicates: number;
  /** Classes with too few examples to judge their labels, which have no description either. */
  readonly unjudgedClasses: readonly string[];
  /** Findings in the order of FindingKind, the most certain of each kind first. */
  readonly findings: readonly Finding[];
}

/**
 * - "wrong-label": the label is probably wrong
 * - "contradiction": copies of the text have another label
 * - "duplicate": an earlier example has the same text and label
 * - "outlier": the text is unlike all classes
 */
export type FindingKind = "wrong-label" | "contradiction" | "duplicate" | "outlier";

/** One example that should be checked. */
export interface Finding {
  readonly kind: FindingKind;
  /** Number of the example in the given list, from 0. */
  readonly row: number;
  /** File and line, if the example was read by a function of this library. */
  readonly place?: InputPlace;
  readonly text: string;
  readonly label: string;
  /** What to do if the finding is accepted. */
  readonly action: "relabel" | "remove";
  /** The label to give. Absent if the action is "remove". */
  readonly proposal?: string;
  /** Level at which the paths of label and proposal part: 1 at the top. Only if the names of the classes are paths. */
  readonly level?: number;
  /** Out-of-fold probability of the label, and of the proposal or, for outliers, of being out of scope. */
  readonly labelProbability: number;
  readonly probability: number;
  /** One sentence for a reader. */
  readonly reason: string;
}
