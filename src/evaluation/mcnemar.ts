/**
 * Computes the p-value of McNemar's exact test: how likely it is that the rows on which only one of two classifiers is
 * correct are at least this unevenly divided, if both are equally good. It is the two-sided binomial test of one half
 * (McNemar, 1947).
 * @param first number of rows on which only the first is correct
 * @param second number of rows on which only the second is correct
 * @returns 0 to 1
 */
export function mcNemarTest(first: number, second: number): number {
  const rows = first + second;
  const fewer = Math.min(first, second);
  if (first === second) return 1;
  // log C(rows, k) - rows log 2, from k = 0 on.
  let logTerm = -rows * Math.LN2;
  let sum = 0;
  for (let k = 0; k <= fewer; k++) {
    sum += Math.exp(logTerm);
    logTerm += Math.log(rows - k) - Math.log(k + 1);
  }
  return Math.min(1, 2 * sum);
}
