import type { StudioClass } from "../../../src/studio/contract.ts";

/** A class at its place in the tree. */
export interface TreeRow {
  readonly stored: StudioClass;
  /** 0 at the top. */
  readonly level: number;
  /** Number of classes directly below it. */
  readonly below: number;
  readonly isOpen: boolean;
  /** Texts that are answered with it or with a class below it. */
  readonly texts: number;
}

/** Number of classes from which a tree is closed at first. */
const closedFrom = 40;

/** Lists the classes below each class, in their order; those at the top are below null. */
function childrenOf(classes: readonly StudioClass[]): Map<number | null, StudioClass[]> {
  const known = new Set(classes.map(({ id }) => id));
  const children = new Map<number | null, StudioClass[]>();
  for (const each of classes) {
    const parent = each.parent !== null && known.has(each.parent) ? each.parent : null;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [each]);
    else siblings.push(each);
  }
  return children;
}

/** Returns the classes as a tree, each after the one above it, without those below a closed class. */
export function treeRows(classes: readonly StudioClass[], closed: ReadonlySet<number>): TreeRow[] {
  const children = childrenOf(classes);
  const sums = new Map<number, number>();
  const sumOf = (each: StudioClass): number => {
    const sum = (children.get(each.id) ?? []).reduce((total, child) => total + sumOf(child), each.texts);
    sums.set(each.id, sum);
    return sum;
  };
  const rows: TreeRow[] = [];
  const add = (stored: StudioClass, level: number) => {
    const below = children.get(stored.id) ?? [];
    const isOpen = !closed.has(stored.id);
    rows.push({ stored, level, below: below.length, isOpen, texts: sums.get(stored.id) ?? 0 });
    if (isOpen) for (const child of below) add(child, level + 1);
  };
  for (const each of children.get(null) ?? []) {
    sumOf(each);
    add(each, 0);
  }
  return rows;
}

/** Returns the classes that texts are answered with: those with no class below them, in the order of the tree. */
export function bottomClasses(classes: readonly StudioClass[]): readonly StudioClass[] {
  if (classes.every(({ parent }) => parent === null)) return classes;
  return treeRows(classes, new Set()).flatMap(({ stored, below }) => (below === 0 ? [stored] : []));
}

/** Returns the classes of a large tree that are closed at first: all that have others below them. */
export function closedAtFirst(classes: readonly StudioClass[]): ReadonlySet<number> {
  if (classes.length < closedFrom) return new Set();
  return new Set(classes.flatMap(({ parent }) => parent ?? []));
}

/** Returns the classes above a class. */
export function idsAbove(classes: readonly StudioClass[], id: number): number[] {
  const parents = new Map(classes.map((each) => [each.id, each.parent]));
  const above: number[] = [];
  for (let at = parents.get(id); at != null && !above.includes(at); at = parents.get(at)) above.push(at);
  return above;
}
