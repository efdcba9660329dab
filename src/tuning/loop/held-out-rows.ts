import { createRandom } from "../../math/random.ts";

/**
 * One of every `denseBlock` groups of a class is held out for the first `denseGroups` groups, in the given order, then one
 * of every `sparseBlock`. Smaller blocks measure better and leave less to learn from. Saved models depend on these
 * numbers: which examples an encoder has seen is computed from them.
 */
const denseGroups = 40;
const denseBlock = 4;
const sparseBlock = 40;

/** Difference between the seeds of two classes. It is large so that the classes of nearby seeds draw differently. */
const seedStep = 1_000_003;

/**
 * Chooses the rows that are held out from tuning, so that its result can be measured on them: one random group out of
 * each block of groups of a class, in the given order. All rows of a group are on the same side, and the group belongs to
 * the class of its first row. Otherwise tuning would be measured on texts that it has seen.
 *
 * For the same reason each row of a whole block stays on its side when rows are appended.
 * @param groups the group of each row; texts of one group are equal or nearly equal
 * @returns row numbers, ascending; none of a class with fewer than four groups
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
    .flatMap((pile, c) => drawHeldOut(pile, seed + seedStep * c).flat())
    .sort((a, b) => a - b);
}

function drawHeldOut<T>(pile: readonly T[], seed: number): T[] {
  const random = createRandom(seed);
  const heldOut: T[] = [];
  for (let start = 0; ; ) {
    const size = start < denseGroups ? denseBlock : sparseBlock;
    if (start + size > pile.length) return heldOut;
    heldOut.push(pile[start + random.nextInt(size)]);
    start += size;
  }
}
