import type { LabelExplanation, LabelSetComparison, LabelSetEvaluation } from "../index.ts";
import type { Places, ReportedRows, ShownText } from "./report-data.ts";

/** Everything that the page of a report on several labels per text shows. It is plain data: JSON in, JSON out. */
export interface LabelSetReportData {
  /** Title of the page. */
  readonly title: string;
  /** Version of pilesort that made the report. */
  readonly version: string;
  /** Time of the report, as in Date.toISOString(). Absent if it was not given. */
  readonly made?: string;
  /** The figures. Long names are shortened. */
  readonly evaluation: Omit<LabelSetEvaluation, "wrongAnswers">;
  /** Number of labels that there are; those with the lowest F1 are listed if there are too many. */
  readonly labelCount: number;
  readonly wrongRows: ReportedRows<WrongLabelRow>;
  /** Explained errors. Empty if no explanations were given. */
  readonly explained: readonly ExplainedLabelError[];
  /** Absent if there is no baseline. */
  readonly comparison?: ReportedLabelComparison;
}

/** A row whose labels are not exactly right. */
export interface WrongLabelRow extends ShownText {
  /** Number of the row, from 1. */
  readonly row: number;
  /** Labels that are true and answered. */
  readonly correct: readonly string[];
  readonly forgotten: readonly string[];
  readonly added: readonly string[];
}

/** A wrong row with the explanation of its wrong labels. */
export interface ExplainedLabelError extends WrongLabelRow {
  readonly labels: readonly ExplainedWrongLabel[];
}

/** Why a label was forgotten or added. */
export interface ExplainedWrongLabel
  extends Pick<LabelExplanation, "label" | "probability" | "threshold" | "isGiven"> {
  /** Parts of the text with the change of the probability if they are removed. */
  readonly words: readonly { readonly part: string; readonly change: number; readonly places: Places }[];
  readonly nearest: readonly {
    readonly text: string;
    readonly origin: string;
    readonly similarity: number;
  }[];
  /** Words without which the answer for the label would be the other one. Absent if a few do not change it. */
  readonly changedBy?: readonly string[];
}

/** A comparison with a baseline. Its lists are shortened. */
export interface ReportedLabelComparison extends Omit<LabelSetComparison, "changedRows"> {
  readonly changedRows: ReportedRows<LabelSetComparison["changedRows"][number] & ShownText>;
}
