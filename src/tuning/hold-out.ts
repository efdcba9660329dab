import { createRandom } from "../math/random.ts";

/** Of so many rows of a class, in the order given, one in four is held out; of those that follow, one in forty. */
const denseRows = 40;
const denseBlock = 4;
const sparseBlock = 40;

/** Keeps the classes' draws apart: larger than any seed's neighbors are likely to be. */
const seedStep = 1_000_003;

/**
 * Chooses the rows that tuning does not learn from, so that it can be judged on them: of every class one row at random
 * out of each block of rows, in the order given.
 *
 * A row that was held out, or learnt from, stays so when others are added behind: an encoder that is tuned further is
 * never judged on what it has learnt.
 * @param labels the rows' classes
 * @returns the rows' numbers, ascending; none of a class with fewer than four rows
 */
export function heldOutRows(labels: readonly string[], seed: number): number[] {
  const piles = new Map<string, number[]>();
  for (const [i, label] of labels.entries()) {
    const pile = piles.get(label);
    if (pile === undefined) piles.set(label, [i]);
    else pile.push(i);
  }
  return [...piles.values()].flatMap((pile, c) => heldOutOf(pile, seed + seedStep * c)).sort((a, b) => a - b);
}

function heldOutOf(pile: readonly number[], seed: number): number[] {
  const random = createRandom(seed);
  const held: number[] = [];
  for (let start = 0; ; ) {
    const size = start < denseRows ? denseBlock : sparseBlock;
    if (start + size > pile.length) return held;
    held.push(pile[start + random.nextInt(size)]);
    start += size;
  }
}
