/** A measured value: the median of its rounds, and all rounds. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly median: number;
  readonly rounds: readonly number[];
}

/** A figure, or a ratio of two figures, compared with a target. */
export interface Verdict {
  readonly name: string;
  readonly value: number;
  readonly bound: "at least" | "at most";
  readonly aim: number;
}

/** The answer to one question. */
export interface Answer {
  readonly figures: readonly Figure[];
  readonly verdicts: readonly Verdict[];
  /** Notes on how it was measured. */
  readonly notes?: readonly string[];
}

/** The reason why a question was not measured on this machine. */
export interface Skipped {
  readonly skipped: string;
}

export interface QuestionOptions {
  /** Rows that the command classifies. */
  readonly rows: number;
  /** Number of rows of each fine-tuning. */
  readonly tuningRows: readonly number[];
}

export interface Question {
  /** The name for --only. */
  readonly name: string;
  readonly title: string;
  readonly answer: (options: QuestionOptions) => Promise<Answer | Skipped>;
}

export function figureOf(name: string, unit: string, rounds: readonly number[]): Figure {
  return { name, unit, rounds, median: medianOf(rounds) };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function isReached({ value, bound, aim }: Verdict): boolean {
  return bound === "at least" ? value >= aim : value <= aim;
}
