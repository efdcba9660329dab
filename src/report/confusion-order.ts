/** How often two classes are confused, in either direction. */
interface ConfusedPair {
  readonly a: number;
  readonly b: number;
  readonly similarity: number;
}

/** A class, or two groups of classes that were joined. */
interface Group {
  /** The classes in their order. */
  readonly members: readonly number[];
  /** Similarity to other groups that share a confused pair, summed over pairs of classes. */
  readonly near: Map<number, number>;
}

/** The order of classes, and the groups of neighbors that belong together: from `start` to before `end`. */
export interface ClassOrder {
  readonly order: readonly number[];
  readonly blocks: readonly { readonly start: number; readonly end: number }[];
}

/**
 * Orders classes so that confused classes are neighbors: average linkage (UPGMA; Sokal and Michener, 1958) on the rates of
 * confusion. Pairs that are never confused have the similarity 0 and are not stored, so that time and memory grow with the
 * number of confused pairs.
 * @param pairs each pair of classes at most once
 * @param maxBlock maximum number of classes of a block
 */
export function orderByConfusion(
  classes: number,
  pairs: readonly ConfusedPair[],
  maxBlock: number,
): ClassOrder {
  const groups = new Map<number, Group>();
  for (let i = 0; i < classes; i++) groups.set(i, { members: [i], near: new Map() });
  for (const { a, b, similarity } of pairs) {
    groups.get(a)!.near.set(b, similarity);
    groups.get(b)!.near.set(a, similarity);
  }
  const similarityOf = similarities(classes, pairs);
  const queue = new PairQueue();
  const blocks: (readonly number[])[] = [];
  const push = (a: number, b: number): void => {
    const [one, two] = [groups.get(a)!, groups.get(b)!];
    queue.push({ a, b, mean: one.near.get(b)! / (one.members.length * two.members.length) });
  };
  for (const { a, b } of pairs) push(a, b);
  let next = classes;
  for (let pair = queue.pop(); pair !== undefined; pair = queue.pop()) {
    const [one, two] = [groups.get(pair.a), groups.get(pair.b)];
    if (one === undefined || two === undefined) continue;
    const members = facing(one.members, two.members, similarityOf);
    if (members.length > maxBlock) {
      blocks.push(...[one, two].map((each) => each.members).filter(isBlock(maxBlock)));
    }
    groups.delete(pair.a);
    groups.delete(pair.b);
    const near = joinedNeighbors(groups, pair, [one, two], next);
    groups.set(next, { members, near });
    for (const other of near.keys()) push(next, other);
    next++;
  }
  const rest = [...groups.values()].map(({ members }) => members);
  blocks.push(...rest.filter(isBlock(maxBlock)));
  // Groups that share no error: the large ones first, classes without errors last.
  const order = rest.sort((a, b) => b.length - a.length || a[0] - b[0]).flat();
  return { order, blocks: placesOf(blocks, order) };
}

function isBlock(maxBlock: number): (members: readonly number[]) => boolean {
  return ({ length }) => length > 1 && length <= maxBlock;
}

/** Moves the neighbors of two groups to the group `next` that they are joined to. */
function joinedNeighbors(
  groups: ReadonlyMap<number, Group>,
  { a, b }: { readonly a: number; readonly b: number },
  joined: readonly Group[],
  next: number,
): Map<number, number> {
  const near = new Map<number, number>();
  for (const [other, similarity] of joined.flatMap((group) => [...group.near])) {
    if (other !== a && other !== b) near.set(other, (near.get(other) ?? 0) + similarity);
  }
  for (const [other, similarity] of near) {
    const neighbors = groups.get(other)!.near;
    neighbors.delete(a);
    neighbors.delete(b);
    neighbors.set(next, similarity);
  }
  return near;
}

/** Joins two lists, each turned so that the ends that meet are the most similar ones. */
function facing(
  one: readonly number[],
  two: readonly number[],
  similarityOf: (a: number, b: number) => number,
): number[] {
  const [turnedOne, turnedTwo] = [one.toReversed(), two.toReversed()];
  const choices = [
    [one, two],
    [one, turnedTwo],
    [turnedOne, two],
    [turnedOne, turnedTwo],
  ];
  const meeting = choices.map(([left, right]) => similarityOf(left[left.length - 1], right[0]));
  return choices[meeting.indexOf(Math.max(...meeting))].flat();
}

function similarities(classes: number, pairs: readonly ConfusedPair[]): (a: number, b: number) => number {
  const known = new Map(
    pairs.map(({ a, b, similarity }) => [Math.min(a, b) * classes + Math.max(a, b), similarity]),
  );
  return (a, b) => known.get(Math.min(a, b) * classes + Math.max(a, b)) ?? 0;
}

function placesOf(blocks: readonly (readonly number[])[], order: readonly number[]): ClassOrder["blocks"] {
  const places = new Map(order.map((member, place) => [member, place]));
  return blocks.map((members) => {
    const [first, last] = [members[0], members[members.length - 1]].map((member) => places.get(member)!);
    const start = Math.min(first, last);
    return { start, end: start + members.length };
  });
}

interface QueuedPair {
  readonly a: number;
  readonly b: number;
  readonly mean: number;
}

/** A binary heap: the most similar pair first, then the one with the lowest numbers. */
class PairQueue {
  readonly #heap: QueuedPair[] = [];

  push(pair: QueuedPair): void {
    const heap = this.#heap;
    let place = heap.push(pair) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(heap[place], heap[parent])) return;
      [heap[place], heap[parent]] = [heap[parent], heap[place]];
      place = parent;
    }
  }

  pop(): QueuedPair | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || last === undefined) return first;
    heap[0] = last;
    let place = 0;
    for (;;) {
      const children = [2 * place + 1, 2 * place + 2].filter((child) => child < heap.length);
      const best =
        children.length === 2 && isBefore(heap[children[1]], heap[children[0]]) ? children[1] : children[0];
      if (best === undefined || !isBefore(heap[best], heap[place])) return first;
      [heap[place], heap[best]] = [heap[best], heap[place]];
      place = best;
    }
  }
}

function isBefore(one: QueuedPair, two: QueuedPair): boolean {
  return one.mean !== two.mean ? one.mean > two.mean : one.a !== two.a ? one.a < two.a : one.b < two.b;
}
