import type { Comparison, Evaluation, Explanation, Problem } from "../index.ts";

/** Everything that the page of a report shows. It is plain data: JSON in, JSON out. */
export interface ReportData {
  /** Title of the page. */
  readonly title: string;
  /** Version of pilesort that made the report. */
  readonly version: string;
  /** Time of the report, as in Date.toISOString(). Absent if it was not given. */
  readonly made?: string;
  /** The figures. Long names are shortened. */
  readonly evaluation: ReportedEvaluation;
  readonly confusion: ConfusionView;
  /** The tree of a hierarchy, or groups of similar classes. Absent if there are neither. */
  readonly tree?: TreeView;
  /** Problems of descriptions and data. Absent if they were not given. */
  readonly advice?: Advice;
  readonly wrongRows: ReportedRows<WrongRow>;
  /** Absent if no rows with probabilities were given. */
  readonly map?: TextMap;
  /** Explained errors. Empty if no explanations were given. */
  readonly explained: readonly ExplainedError[];
  /** Absent if there is no baseline. */
  readonly comparison?: ReportedComparison;
}

/** An evaluation without its lists, which have a form of their own in a report. */
export type ReportedEvaluation = Omit<Evaluation, "confusion" | "wrongAnswers">;

/** The rows of a report, as many as fit. */
export interface ReportedRows<Row> {
  readonly rows: readonly Row[];
  /** Number of rows that there are. */
  readonly of: number;
}

/** A text as far as it is shown. */
export interface ShownText {
  /** Identifier of the row. Absent if it has none. */
  readonly id?: string;
  /** Absent if it is not known. */
  readonly text?: string;
  /** Number of characters that were cut off at the end of the text. Absent if none were. */
  readonly cut?: number;
}

/** A row that is classified incorrectly. */
export interface WrongRow extends ShownText {
  /** Number of the row, from 1. */
  readonly row: number;
  /** Positions in the labels of the confusion view. */
  readonly truth: number;
  readonly prediction: number;
  readonly probability?: number;
  readonly truthProbability?: number;
}

/** A confusion matrix whose classes are ordered so that confused classes are neighbors. */
export interface ConfusionView {
  /** The labels in the order of rows and columns. Null is "none of these classes". */
  readonly labels: readonly (string | null)[];
  /** Number of rows of each true class: [labels]. */
  readonly support: readonly number[];
  /** The cells that are not zero, as [true class, predicted class, rows]; classes by their position in `labels`. */
  readonly cells: readonly (readonly [truth: number, prediction: number, rows: number])[];
  /** Groups of neighbors that are confused with one another, those with the most errors first. */
  readonly blocks: readonly ConfusedBlock[];
  /** Number of rows in the rarest cells, which are left out because there are too many. */
  readonly leftOut: number;
}

/** Classes that are confused with one another: the labels from `start` to before `end`. */
export interface ConfusedBlock {
  readonly start: number;
  readonly end: number;
  /** Number of rows of one of these classes that are taken for another one of them. */
  readonly errors: number;
}

/** A tree of classes with its figures. */
export interface TreeView {
  /** "hierarchy": the names of the classes are paths. "groups": similar classes, grouped for reading. */
  readonly kind: "hierarchy" | "groups";
  /** Each node comes after the one above it, those with the most errors first. */
  readonly nodes: readonly TreeNodeView[];
  /** Number of nodes that are left out because there are too many. */
  readonly leftOut: number;
  /** What is confused at the top of the tree. */
  readonly top: ConfusionView;
}

/** A node of a tree of classes. */
export interface TreeNodeView {
  /** The whole path, or the name of a group or class. */
  readonly name: string;
  /** Position of the node above; absent at the top. */
  readonly parent?: number;
  readonly classes: number;
  /** Number of rows of its classes, of those answered with their class, and of those answered with any class of the node. */
  readonly rows: number;
  readonly correct: number;
  readonly inside: number;
}

/** What to change first, by the errors that it explains. */
export interface Advice {
  readonly problems: readonly AdvisedProblem[];
  /** Number of problems with errors, and of those without an error among their classes, which are not listed. */
  readonly of: number;
  readonly withoutErrors: number;
}

/** A problem of descriptions or data, and the errors among its classes. */
export interface AdvisedProblem extends Pick<Problem, "kind" | "classes" | "message" | "fix"> {
  /** Number of incorrect rows among its classes. Absent if there are no rows but parts of descriptions. */
  readonly errors?: number;
  /** Of "overlap": estimated and measured share of the texts of both classes that get the other one, 0 to 1. */
  readonly estimate?: number;
  readonly measured?: number;
}

/** Texts as points of a plane. */
export interface TextMap {
  /** The names of classes that points refer to. Null is "none of these classes". */
  readonly labels: readonly (string | null)[];
  /** Empty if there are too many classes to show. */
  readonly points: readonly MapPoint[];
  /** Number of rows that the points are a random sample of. */
  readonly of: number;
  /**
   * What the places mean. "scores": the two directions in which the scores of the classes differ most. "odds": two classes;
   * x is the log-odds of the second against the first, y that of being out of scope. "odds only": y has no meaning.
   * "disks": each text is in the disk of its answer, and classes that are confused are near.
   */
  readonly axes: "scores" | "odds" | "odds only" | "disks";
  /** The disk of each label: [labels]. Present if the axes are "disks". */
  readonly disks?: readonly { readonly x: number; readonly y: number; readonly r: number }[];
  /** Share of the differences between the classes that the two directions show, 0 to 1. Disks: 1, or 0 if the map is empty. */
  readonly shownShare: number;
}

/** A text of the map. */
export interface MapPoint extends ShownText {
  readonly x: number;
  readonly y: number;
  /** Number of the row, from 1. */
  readonly row: number;
  /** Positions in the labels of the map. */
  readonly truth: number;
  readonly prediction: number;
  readonly probability?: number;
}

/** A wrong answer with its explanation. */
export interface ExplainedError extends ShownText {
  readonly row: number;
  readonly truth: string | null;
  readonly prediction: string | null;
  readonly probability?: number;
  readonly explained: Explanation["explained"];
  /** Parts of the text with the change of the probability of the explained class if they are removed. */
  readonly words: readonly { readonly part: string; readonly change: number; readonly places: Places }[];
  readonly nearest: readonly {
    readonly label: string | null;
    readonly text: string;
    readonly origin: string;
    readonly similarity: number;
  }[];
  readonly runnerUp: { readonly label: string; readonly probability: number };
  /** Absent if removing a few words does not change the answer. */
  readonly changedBy?: { readonly words: readonly string[]; readonly prediction: string };
  /** The way to the class from the top level down, with the words for each branch and for its sibling. Only of hierarchies. */
  readonly levels?: readonly ExplainedLevel[];
}

/** A branch of a tree of classes that an answer went into, and the sibling that was nearest. Names are last parts of paths. */
export interface ExplainedLevel {
  readonly branch: string;
  readonly probability: number;
  readonly wordsFor: readonly string[];
  readonly sibling?: {
    readonly branch: string;
    readonly probability: number;
    readonly wordsFor: readonly string[];
  };
}

/** Where a part begins and ends in a text, in UTF-16 units. */
export type Places = readonly { readonly start: number; readonly end: number }[];

/** A comparison with a baseline. Its lists are shortened. */
export interface ReportedComparison extends Omit<Comparison, "changedRows"> {
  readonly changedRows: ReportedRows<Comparison["changedRows"][number] & ShownText>;
}
