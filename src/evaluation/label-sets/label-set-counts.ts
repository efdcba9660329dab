import type { LabelSetFigures } from "./label-set-evaluation.ts";

/** Rows with their true and answered labels as numbers, so that figures can be computed for thousands of resamples. */
export interface LabelSetColumns {
  readonly names: readonly string[];
  readonly rows: number;
  /** Where the pairs of a row begin: [rows + 1]. */
  readonly starts: Int32Array;
  /** Number of the label of each pair. */
  readonly label: Int32Array;
  /** What each pair is: 1 true, 2 answered, 3 both. */
  readonly state: Uint8Array;
  /** 1 if the answer has exactly the true labels: [rows]. */
  readonly exact: Uint8Array;
}

/** States of a pair of row and label. */
export const isTrue = 1;
export const isAnswered = 2;

/** @param names of all labels that occur */
export function labelSetColumns(
  names: readonly string[],
  truths: readonly ReadonlySet<string>[],
  answers: readonly ReadonlySet<string>[],
): LabelSetColumns {
  const numbers = new Map(names.map((name, c) => [name, c]));
  const starts = new Int32Array(truths.length + 1);
  const [label, state]: [number[], number[]] = [[], []];
  const exact = new Uint8Array(truths.length).fill(1);
  for (const [i, truth] of truths.entries()) {
    for (const name of new Set([...truth, ...answers[i]])) {
      label.push(numbers.get(name)!);
      const found = (truth.has(name) ? isTrue : 0) | (answers[i].has(name) ? isAnswered : 0);
      state.push(found);
      if (found !== (isTrue | isAnswered)) exact[i] = 0;
    }
    starts[i + 1] = label.length;
  }
  const all = { starts, label: Int32Array.from(label), state: Uint8Array.from(state), exact };
  return { names, rows: truths.length, ...all };
}

/** Sums over rows, each counted as often as it was drawn. */
export interface LabelSetCounts {
  rows: number;
  exact: number;
  /** Number of rows per label that have it, that are answered with it, and both: [labels]. */
  readonly support: Float64Array;
  readonly answered: Float64Array;
  readonly correct: Float64Array;
}

/** @param timesOf how often a row counts. Default: once */
export function countLabelSets(
  { names, rows, starts, label, state, exact }: LabelSetColumns,
  timesOf: (row: number) => number = () => 1,
): LabelSetCounts {
  const series = () => new Float64Array(names.length);
  const counts = { rows: 0, exact: 0, support: series(), answered: series(), correct: series() };
  for (let i = 0; i < rows; i++) {
    const times = timesOf(i);
    if (times === 0) continue;
    counts.rows += times;
    counts.exact += times * exact[i];
    for (let at = starts[i]; at < starts[i + 1]; at++) {
      if (state[at] & isTrue) counts.support[label[at]] += times;
      if (state[at] & isAnswered) counts.answered[label[at]] += times;
      if (state[at] === (isTrue | isAnswered)) counts.correct[label[at]] += times;
    }
  }
  return counts;
}

/** Returns the figures of the counts. A label that neither occurs nor is answered does not count in macro-F1. */
export function figuresOfCounts({ rows, exact, ...counts }: LabelSetCounts): LabelSetFigures {
  const [support, answered, correct] = [counts.support, counts.answered, counts.correct].map(sumOf);
  let [total, labels] = [0, 0];
  for (let c = 0; c < counts.support.length; c++) {
    const both = counts.support[c] + counts.answered[c];
    if (both === 0) continue;
    total += (2 * counts.correct[c]) / both;
    labels++;
  }
  return {
    microF1: support + answered === 0 ? 1 : (2 * correct) / (support + answered),
    microPrecision: answered === 0 ? 1 : correct / answered,
    microRecall: support === 0 ? 1 : correct / support,
    macroF1: labels === 0 ? 1 : total / labels,
    exactMatch: exact / rows,
  };
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
