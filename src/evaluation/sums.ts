/** Numbers of rows of each class: [labels]. */
export interface ClassCounts {
  readonly correct: Float64Array;
  readonly support: Float64Array;
  readonly predicted: Float64Array;
}

/** Rows, sum of probabilities, and rows that are correct, for each part of a list such as the bins: [parts]. */
export interface PartCounts {
  readonly count: Float64Array;
  readonly probability: Float64Array;
  readonly correct: Float64Array;
}
