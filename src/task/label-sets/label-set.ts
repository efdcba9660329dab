/** A text with all its labels. */
export interface LabelSet {
  readonly text: string;
  /** Names of classes. Empty: the text belongs to none of the classes. */
  readonly labels: readonly string[];
  /** Identifier of its row, if it was read from a file with a field "id". */
  readonly id?: string;
}
