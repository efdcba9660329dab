import type { InputPlace } from "../../errors.ts";
import type { Audit, AuditOptions } from "./audit.ts";

/** How to audit texts with several labels each. */
export interface AuditLabelSetsOptions extends Omit<AuditOptions, "folds"> {}

/** What is wrong with texts that have several labels each. */
export interface LabelSetAudit
  extends Pick<Audit, "rows" | "classes" | "nearDuplicates" | "unjudgedClasses"> {
  readonly kind: "multi-label";
  /** Number of pairs of a row and a label that it has. */
  readonly labels: number;
  /** Number of findings of each kind. */
  readonly counts: Readonly<Record<LabelSetFindingKind, number>>;
  /** Findings in the order of LabelSetFindingKind, the most certain of each kind first. */
  readonly findings: readonly LabelSetFinding[];
}

/**
 * - "missing-label": the row probably has this label, too
 * - "wrong-label": the row probably does not have this label
 * - "contradiction": copies of the text have other labels
 * - "duplicate": an earlier row has the same text and labels
 */
export type LabelSetFindingKind = "missing-label" | "wrong-label" | "contradiction" | "duplicate";

/** One row that should be checked, with regard to one label or to its copies. */
export interface LabelSetFinding {
  readonly kind: LabelSetFindingKind;
  /** Number of the row in the given list, from 0. */
  readonly row: number;
  /** File and line, if the row was read by a function of this library. */
  readonly place?: InputPlace;
  readonly text: string;
  /** The labels of the row as they are. */
  readonly labels: readonly string[];
  /** The label that is missing or wrong. Absent for copies. */
  readonly label?: string;
  /** What to do if the finding is accepted. */
  readonly action: "relabel" | "remove";
  /** The labels to give. Absent if the action is "remove". A row can have several findings: each changes its own labels only. */
  readonly proposal?: readonly string[];
  /** Out-of-fold probability that the row has the label. Absent for copies. */
  readonly probability?: number;
  /** One sentence for a reader. */
  readonly reason: string;
}
