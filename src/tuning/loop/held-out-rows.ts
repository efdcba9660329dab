import { createRandom } from "../../math/random.ts";

/** Of so many groups of a class, in the order given, one in four is held out; of those that follow, one in forty. */
const denseRows = 40;
const denseBlock = 4;
const sparseBlock = 40;

/** Keeps the classes' draws apart: larger than any seed's neighbors are likely to be. */
const seedStep = 1_000_003;

/**
 * Chooses the rows that tuning does not learn from, so that it can be judged on them: of every class one group at random
 * out of each block of groups, in the order given. A group belongs to the class of its first row, and all its rows go
 * the same way: else tuning would be judged on what it has learnt.
 *
 * For the same reason a row that was held out, or learnt from, stays so when others are added behind.
 * @param groups the group of each row; texts of one group are equal or nearly equal
 * @returns the rows' numbers, ascending; none of a class with fewer than four groups
 */
export function heldOutRows(
  rows: readonly { readonly label: string }[],
  groups: ArrayLike<number>,
  seed: number,
): number[] {
  const members = new Map<number, number[]>();
  const piles = new Map<string, number[][]>();
  for (const [i, { label }] of rows.entries()) {
    const group = members.get(groups[i]);
    if (group !== undefined) {
      group.push(i);
      continue;
    }
    const fresh = [i];
    members.set(groups[i], fresh);
    const pile = piles.get(label);
    if (pile === undefined) piles.set(label, [fresh]);
    else pile.push(fresh);
  }
  return [...piles.values()]
    .flatMap((pile, c) => heldOutOf(pile, seed + seedStep * c).flat())
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
