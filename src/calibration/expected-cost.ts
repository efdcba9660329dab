/** Costs by number: what an answer costs, given the truth. Truths and answers have the same numbers. */
export interface CostTable {
  /** Number of truths, and of answers besides "unsure". */
  readonly size: number;
  /** Costs that differ from the usual ones: zero for the truth as the answer, one for any other. */
  readonly exceptions: readonly { readonly truth: number; readonly answer: number; readonly cost: number }[];
  /** Cost of the answer "unsure", by truth: [size]. Absent: it is never given. */
  readonly unsure?: Float64Array;
}

/** The answer with the smallest expected cost. */
export interface CheapestAnswer {
  /** Number of the answer; undefined for "unsure". */
  readonly answer?: number;
  readonly cost: number;
}

/**
 * Returns the answer with the smallest expected cost (Elkan 2001). Of equal costs a class comes before "unsure", and the
 * more probable class before the others.
 * @param probabilities of the truths, summing to 1: [size]
 */
export function cheapestAnswer(
  { size, exceptions, unsure }: CostTable,
  probabilities: ArrayLike<number>,
): CheapestAnswer {
  let total = 0;
  for (let i = 0; i < size; i++) total += probabilities[i];
  const costs = Float64Array.from({ length: size }, (_, i) => total - probabilities[i]);
  for (const { truth, answer, cost } of exceptions) {
    costs[answer] += probabilities[truth] * (cost - (truth === answer ? 0 : 1));
  }
  let best = 0;
  for (let i = 1; i < size; i++) {
    const isCheaper = costs[i] < costs[best];
    if (isCheaper || (costs[i] === costs[best] && probabilities[i] > probabilities[best])) best = i;
  }
  if (unsure === undefined) return { answer: best, cost: costs[best] };
  let ofUnsure = 0;
  for (let i = 0; i < size; i++) ofUnsure += probabilities[i] * unsure[i];
  return ofUnsure < costs[best] ? { cost: ofUnsure } : { answer: best, cost: costs[best] };
}
