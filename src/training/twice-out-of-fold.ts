import type { ProgressListener } from "../async/progress.ts";
import { findLabelErrors } from "../evaluation/label-errors.ts";
import type { Matrix } from "../math/matrix.ts";
import { embedRows, type OutOfFold, type OutOfFoldInput, predictEmbedded } from "./out-of-fold.ts";

/** Labeled rows that are to be predicted twice. */
export interface TwiceInput extends Omit<OutOfFoldInput, "leaveOut"> {
  /** Whether the label of a row may be doubted, by the predictions of the first time. Default: all may. */
  readonly isJudgedIn?: (first: OutOfFold) => (row: number) => boolean;
}

/** At most this share of the rows of a class is left out, so that the class is still known. Larger: more rows are. */
const maxLeftOut = 0.5;

/**
 * Predicts every row by fits on the other folds, twice: the second time with other folds and without the rows whose label
 * the first predictions show to be wrong, because fits learn from wrong labels, too. Returns the means of both.
 * The second predictions alone are surer, but rows that were left out by mistake are missing in them; the first ones have
 * them. Measured in bench/audit.
 * @throws as predictOutOfFold
 */
export async function predictTwiceOutOfFold({ isJudgedIn, ...input }: TwiceInput): Promise<OutOfFold> {
  const rows = await embedRows(input);
  const first = await predictEmbedded({ ...input, onProgress: halfOf(input.onProgress, 0) }, rows);
  const numbers = new Map(input.classes.map(({ name }, c) => [name, c]));
  const labels = Int32Array.from(input.examples, ({ label }) => numbers.get(label)!);
  const { probabilities, neighborLabels } = first;
  const errors = findLabelErrors(labels, probabilities, { neighborLabels, isJudged: isJudgedIn?.(first) });
  const leaveOut = rowsToLeaveOut(errors.rows, labels);
  const second = await predictEmbedded(
    { ...input, seed: input.seed + 1, leaveOut, onProgress: halfOf(input.onProgress, 1) },
    rows,
  );
  return {
    probabilities: meanOf(probabilities, second.probabilities),
    none: first.none.map((value, i) => (value + second.none[i]) / 2),
    groups: first.groups,
    ...(neighborLabels &&
      second.neighborLabels && { neighborLabels: meanOf(neighborLabels, second.neighborLabels) }),
  };
}

/** Reports the progress of the first or second prediction as a half of the whole. */
function halfOf(onProgress: ProgressListener | undefined, half: 0 | 1): ProgressListener | undefined {
  return (
    onProgress &&
    (({ done, total = 0, ...rest }) => onProgress({ ...rest, done: done + half * total, total: 2 * total }))
  );
}

/**
 * Returns the rows to leave out: the most certain ones, at most half of each class.
 * @param rows numbers of rows whose label is probably wrong, the most certain first
 * @internal Exported for tests.
 */
export function rowsToLeaveOut(rows: readonly number[], labels: Int32Array): ReadonlySet<number> {
  const left = new Map<number, number>();
  for (const label of labels) left.set(label, (left.get(label) ?? 0) + maxLeftOut);
  const found = rows.filter((row) => {
    const rest = left.get(labels[row])! - 1;
    left.set(labels[row], rest);
    return rest >= 0;
  });
  return new Set(found);
}

function meanOf(one: Matrix, other: Matrix): Matrix {
  return { ...one, data: one.data.map((value, i) => (value + other.data[i]) / 2) };
}
