import { createRandom } from "../math/random.ts";

/** Of so many different rows of a class, in the order given, one in four is held out; of those that follow, one in forty. */
const denseRows = 40;
const denseBlock = 4;
const sparseBlock = 40;

/** Keeps the classes' draws apart: larger than any seed's neighbors are likely to be. */
const seedStep = 1_000_003;

/**
 * Chooses the rows that tuning does not learn from, so that it can be judged on them: of every class one row at random
 * out of each block of rows, in the order given. A text that a class has several times counts once, and all its copies
 * go the same way: else tuning would be judged on what it has learnt.
 *
 * For the same reason a row that was held out, or learnt from, stays so when others are added behind.
 * @returns the rows' numbers, ascending; none of a class with fewer than four different texts
 */
export function heldOutRows(
  rows: readonly { readonly label: string; readonly text: string }[],
  seed: number,
): number[] {
  const piles = new Map<string, Map<string, number[]>>();
  for (const [i, { label, text }] of rows.entries()) {
    const pile = piles.get(label) ?? new Map<string, number[]>();
    piles.set(label, pile);
    const copies = pile.get(text);
    if (copies === undefined) pile.set(text, [i]);
    else copies.push(i);
  }
  return [...piles.values()]
    .flatMap((pile, c) => heldOutOf([...pile.values()], seed + seedStep * c).flat())
    .sort((a, b) => a - b);
}

function heldOutOf<T>(pile: readonly T[], seed: number): T[] {
  const random = createRandom(seed);
  const held: T[] = [];
  for (let start = 0; ; ) {
    const size = start < denseRows ? denseBlock : sparseBlock;
    if (start + size > pile.length) return held;
    held.push(pile[start + random.nextInt(size)]);
    start += size;
  }
}
