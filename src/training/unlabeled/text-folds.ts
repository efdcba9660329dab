/** Number of folds. More folds leave more texts for each fit and take more time. */
const foldCount = 3;

/** The texts of a fold, and all others. */
export interface TextFold {
  readonly held: Int32Array;
  readonly others: Int32Array;
}

/** Deals texts into folds. Texts of one group are in the same fold. */
export function textFolds(groups: Int32Array): TextFold[] {
  const foldOf = groups.map((group) => group % foldCount);
  const all = Int32Array.from(groups.keys());
  return Array.from({ length: foldCount }, (_, fold) => ({
    held: all.filter((i) => foldOf[i] === fold),
    others: all.filter((i) => foldOf[i] !== fold),
  }));
}
