import { sha256 } from "../files/sha256.ts";
import type { Example } from "../task/task.ts";
import type { TextGroups } from "../task/text-groups.ts";

/**
 * Maximum number of examples whose vectors are used, as long as that leaves `minPerClass` per class. Vectors of 384 numbers
 * take about 10 kB of memory each in training and some milliseconds to compute. Larger: more of both, and hardly any gain,
 * since the head of the vectors has few hundred numbers per class.
 */
export const usualMaxEmbedded = 50_000;
const minPerClass = 20;

/** Numbers of examples whose vectors are used, and of the others, from which only the word model learns; both ascending. */
export interface EmbeddedExamples {
  readonly embedded: Int32Array;
  readonly others: Int32Array;
}

/**
 * Chooses the examples whose vectors are used: all, or at most so many per class that all classes together have at most
 * `limit`. Groups of nearly equal texts stay together. The choice depends on the texts, not on their order, and it hardly
 * changes when examples are added.
 * @param labels class number of each example
 */
export function chooseEmbedded(
  examples: readonly Example[],
  { groups }: TextGroups,
  labels: Int32Array,
  limit: number,
): EmbeddedExamples {
  const all = Int32Array.from(labels.keys());
  if (examples.length <= limit) return { embedded: all, others: new Int32Array() };
  const members = groupBy(all, (i) => groups[i]);
  const piles = groupBy(members, ([first]) => labels[first]).map((pile) => inRandomOrder(pile, examples));
  const perClass = Math.max(largestPerClass(piles.map(sizeOf), limit), minPerClass);
  const chosen = new Set(piles.flatMap((pile) => takeExamples(pile, perClass)));
  return { embedded: all.filter((i) => chosen.has(i)), others: all.filter((i) => !chosen.has(i)) };
}

/** Returns the groups of the given texts. */
export function takeGroups({ copies, groups }: TextGroups, texts: Int32Array): TextGroups {
  return { copies: texts.map((i) => copies[i]), groups: texts.map((i) => groups[i]) };
}

/** Returns the items of each key, in the order in which the keys occur first. */
function groupBy<Item>(items: Iterable<Item>, keyOf: (item: Item) => number): Item[][] {
  const found = new Map<number, Item[]>();
  for (const item of items) {
    const known = found.get(keyOf(item));
    if (known === undefined) found.set(keyOf(item), [item]);
    else known.push(item);
  }
  return [...found.values()];
}

/** Sorts groups by the check sums of their texts. */
function inRandomOrder(pile: readonly number[][], examples: readonly Example[]): number[][] {
  return pile
    .map((group) => ({ group, key: group.map((i) => sha256(examples[i].text)).sort()[0] }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ group }) => group);
}

function sizeOf(pile: readonly number[][]): number {
  return pile.reduce((sum, { length }) => sum + length, 0);
}

/** Returns the largest number per class with which classes of these sizes together have at most `limit`. */
function largestPerClass(sizes: readonly number[], limit: number): number {
  let left = limit;
  const ascending = sizes.toSorted((a, b) => a - b);
  for (const [smaller, size] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - smaller));
    if (size > share) return share;
    left -= size;
  }
  return limit;
}

function takeExamples(pile: readonly number[][], maximum: number): number[] {
  const taken: number[] = [];
  for (const group of pile) {
    if (taken.length >= maximum) break;
    taken.push(...group);
  }
  return taken;
}
