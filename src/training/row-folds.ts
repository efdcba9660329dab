import { createRandom } from "../math/random.ts";

/** Rows to fit on and rows held out from that fit, by number. */
export interface Fold {
  readonly train: Int32Array;
  readonly heldOut: Int32Array;
}

const folds = 4;

/**
 * Makes stratified folds: the rows of each class, shuffled, are dealt round four. All four are held out in turn below
 * 1,000 rows, two below 4,000, one from there on: enough rows to judge by, and no more fits than that takes.
 *
 * Rows of one group go where the first of them goes.
 * @param groups the group of each row. Default: each row is a group
 */
export function rowFolds(labels: Int32Array, classes: number, seed: number, groups?: Int32Array): Fold[] {
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
  const used = labels.length < 1000 ? folds : labels.length < 4000 ? 2 : 1;
  const all = Int32Array.from(labels.keys());
  return Array.from({ length: used }, (_, fold) => ({
    train: all.filter((i) => foldOf[i] !== fold),
    heldOut: all.filter((i) => foldOf[i] === fold),
  }));
}
