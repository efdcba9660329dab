import { type EvaluatedRow, isCorrect, type RowDetails } from "./evaluated-row.ts";

/** A row that was classified incorrectly. */
export interface WrongAnswer {
  /** Number of the row, from 1. */
  readonly row: number;
  readonly id?: string;
  readonly text?: string;
  readonly truth: string | null;
  readonly prediction: string | null;
  /** Probability of the prediction. */
  readonly probability?: number;
  /** Probability of the true class. Absent if it is not known. */
  readonly truthProbability?: number;
  readonly noneProbability?: number;
}

/** A row with its number and what is known of it. */
export interface NumberedRow extends EvaluatedRow {
  readonly number: number;
  readonly details: RowDetails;
}

/** Returns the rows that are classified incorrectly, the most confident answers first. */
export function wrongAnswers(rows: readonly NumberedRow[], max: number): WrongAnswer[] {
  return rows
    .filter((row) => !isCorrect(row))
    .sort((a, b) => (b.probability ?? 0) - (a.probability ?? 0) || a.number - b.number)
    .slice(0, max)
    .map(({ number, details, truth, prediction, probability, scored, noneProbability }) => ({
      row: number,
      ...(details.id !== undefined && { id: details.id }),
      ...(details.text !== undefined && { text: details.text }),
      truth,
      prediction,
      ...(probability !== undefined && { probability }),
      ...(scored?.ofTruth !== undefined && { truthProbability: scored.ofTruth }),
      ...(noneProbability !== undefined && { noneProbability }),
    }));
}
