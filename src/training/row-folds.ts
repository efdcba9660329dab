import { createRandom } from "../math/random.ts";

/** Row numbers of a cross-validation fold: the rows to fit on, and the rows held out from that fit. */
export interface Fold {
  readonly train: Int32Array;
  readonly heldOut: Int32Array;
}

/** Number of folds. More folds leave more rows for each fit and take more time. */
const folds = 4;

/**
 * Makes four stratified folds, see foldNumbers. Each row is held out once.
 * @param groups the group of each row. Default: each row is a group of its own
 */
export function allRowFolds(labels: Int32Array, classes: number, seed: number, groups?: Int32Array): Fold[] {
  const foldOf = foldNumbers(labels, classes, seed, folds, groups);
  const all = Int32Array.from(labels.keys());
  return Array.from({ length: folds }, (_, fold) => ({
    train: all.filter((i) => foldOf[i] !== fold),
    heldOut: all.filter((i) => foldOf[i] === fold),
  }));
}

/**
 * Returns the number of the fold of each row: the rows of each class are shuffled and dealt out in turn. Rows of one
 * group are in the fold of their first row.
 * @param groups the group of each row. Default: each row is a group of its own
 */
export function foldNumbers(
  labels: Int32Array,
  classes: number,
  seed: number,
  folds: number,
  groups?: Int32Array,
): Int32Array {
  const random = createRandom(seed);
  const piles: number[][] = Array.from({ length: classes }, () => []);
  const firstOf = new Map<number, number>();
  const leaders = Int32Array.from(labels.keys(), (i) => {
    const group = groups?.[i] ?? i;
    if (!firstOf.has(group)) firstOf.set(group, i);
    return firstOf.get(group)!;
  });
  for (const [i, label] of labels.entries()) if (leaders[i] === i) piles[label].push(i);
  const foldOf = new Int32Array(labels.length);
  let dealt = 0;
  for (const pile of piles) for (const i of random.shuffle(pile)) foldOf[i] = dealt++ % folds;
  for (const [i, leader] of leaders.entries()) foldOf[i] = foldOf[leader];
  return foldOf;
}

/**
 * Makes folds to choose a setting with: all four below 1,000 rows, two below 4,000 rows, else one. That is enough to
 * evaluate on, and saves fits.
 * @param groups as in allRowFolds
 */
export function rowFolds(labels: Int32Array, classes: number, seed: number, groups?: Int32Array): Fold[] {
  const used = labels.length < 1000 ? folds : labels.length < 4000 ? 2 : 1;
  return allRowFolds(labels, classes, seed, groups).slice(0, used);
}
