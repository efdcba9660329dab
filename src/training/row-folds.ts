import { createRandom } from "../math/random.ts";

/** Rows to fit on and rows held out from that fit, by number. */
export interface Fold {
  readonly train: Int32Array;
  readonly held: Int32Array;
}

const folds = 4;

/**
 * Stratified folds: the rows of each class, shuffled, are dealt round four. All four are held out in turn below 1,000
 * rows, two below 4,000, one from there on: enough rows to judge by, and no more fits than that takes.
 */
export function rowFolds(labels: Int32Array, classes: number, seed: number): Fold[] {
  const random = createRandom(seed);
  const piles: number[][] = Array.from({ length: classes }, () => []);
  for (const [i, label] of labels.entries()) piles[label].push(i);
  const foldOf = new Int32Array(labels.length);
  let dealt = 0;
  for (const pile of piles) for (const i of random.shuffle(pile)) foldOf[i] = dealt++ % folds;
  const used = labels.length < 1000 ? folds : labels.length < 4000 ? 2 : 1;
  const all = Int32Array.from(labels.keys());
  return Array.from({ length: used }, (_, fold) => ({
    train: all.filter((i) => foldOf[i] !== fold),
    held: all.filter((i) => foldOf[i] === fold),
  }));
}
