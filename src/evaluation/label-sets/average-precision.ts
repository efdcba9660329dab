/**
 * Computes average precision: the sum over thresholds, from high to low, of precision times the gain in recall. Equal
 * scores are one threshold. The same as scikit-learn's average_precision_score.
 * @param scores one per row; higher means more certainly positive
 * @param isPositive whether each row is positive
 * @returns 0 to 1; undefined if no row is positive
 */
export function averagePrecision(
  scores: ArrayLike<number>,
  isPositive: ArrayLike<boolean | number>,
): number | undefined {
  const order = Int32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b] - scores[a]);
  let [positives, sum] = [0, 0];
  for (let start = 0; start < order.length; ) {
    let [end, tied] = [start, 0];
    for (; end < order.length && scores[order[end]] === scores[order[start]]; end++) {
      if (isPositive[order[end]]) tied++;
    }
    positives += tied;
    sum += (tied * positives) / end;
    start = end;
  }
  return positives === 0 ? undefined : sum / positives;
}
