import { argumentError, isOptions } from "../errors.ts";
import { nodesAbove } from "../hierarchy/paths.ts";
import type { ConfusionCell } from "./confusion.ts";

/** Classes that are read together. */
export interface NamedClasses {
  readonly name: string;
  readonly classes: readonly string[];
}

/** How good the answers are to the texts of one node of a tree of classes, or of a group of classes. */
export interface NodeScores {
  /** A class, the whole path of a node, or the name of a group. */
  readonly name: string;
  /** Position of the node above in the list; absent at the top. It is smaller than the own position. */
  readonly parent?: number;
  /** Number of classes in it. */
  readonly classes: number;
  /** Number of rows whose true class is in it. */
  readonly rows: number;
  /** Number of these rows whose answer is their class. */
  readonly correct: number;
  /** Number of these rows whose answer is in the node. */
  readonly inside: number;
}

/** A tree of classes with its figures, and what is confused at its top. */
export interface TreeScores {
  /** Each node comes after the one above it. */
  readonly nodes: readonly NodeScores[];
  /** The confusion matrix of the nodes at the top. Null is "none of these classes". */
  readonly top: readonly ConfusionCell[];
}

/**
 * Adds the cells of a confusion matrix up a tree of classes.
 * @param confusion as in an evaluation
 * @param groups groups of similar classes, for example those of a model card; a class that is in none is a node of its own.
 *   Default: the names of the classes are paths ("Food > Dairy > Milk") and make the tree
 * @throws InputError if an argument is invalid
 * @example
 * const { nodes } = scoreTree(evaluation.confusion);
 * nodes[0]; // { name: "Food", classes: 12, rows: 240, correct: 201, inside: 228 }
 */
export function scoreTree(confusion: readonly ConfusionCell[], groups?: readonly NamedClasses[]): TreeScores {
  if (!Array.isArray(confusion) || !confusion.every(isCell))
    throw argumentError("confusion", "a list of cells", confusion);
  if (groups !== undefined && !(Array.isArray(groups) && groups.every(isGroup)))
    throw argumentError("groups", "a list of groups", groups);
  const pathTo = pathsIn(groups);
  const tree = new TallyTree();
  const top = new Map<string, { truth: string | null; prediction: string | null; count: number }>();
  for (const { truth, prediction, count } of confusion) {
    const [own, answered] = [truth, prediction].map((name) => (name === null ? [] : pathTo(name)));
    tree.add(own, answered, count);
    const cell = { truth: own[0] ?? null, prediction: answered[0] ?? null };
    const key = JSON.stringify(cell);
    top.set(key, { ...cell, count: (top.get(key)?.count ?? 0) + count });
  }
  return { nodes: tree.nodes(), top: [...top.values()] };
}

function isCell(cell: unknown): boolean {
  return isOptions(cell) && typeof (cell as Partial<ConfusionCell>).count === "number";
}

function isGroup(group: unknown): boolean {
  return isOptions(group) && Array.isArray((group as Partial<NamedClasses>).classes);
}

/** Returns the function that gives the nodes from the top down to a class. */
function pathsIn(groups: readonly NamedClasses[] | undefined): (name: string) => string[] {
  if (groups === undefined) return (name) => [...nodesAbove(name), name];
  const groupOf = new Map(
    groups.flatMap(({ name, classes }) => classes.map((each) => [each, name] as const)),
  );
  return (name) => {
    const group = groupOf.get(name);
    // A group of the same name would be the class itself.
    return group === undefined || group === name ? [name] : [group, name];
  };
}

interface Tally {
  readonly name: string;
  readonly above: string | undefined;
  readonly leaves: Set<string>;
  rows: number;
  correct: number;
  inside: number;
}

/** Counts rows per node. Nodes are found by their level and name, as a group may be called like a class. */
class TallyTree {
  readonly #tallies = new Map<string, Tally>();

  add(own: readonly string[], answered: readonly string[], count: number): void {
    for (const path of [own, answered]) {
      for (const level of path.keys()) this.#tally(path, level).leaves.add(path[path.length - 1]);
    }
    const isCorrect = own.length === answered.length && own[own.length - 1] === answered[own.length - 1];
    for (const [level, name] of own.entries()) {
      const tally = this.#tally(own, level);
      tally.rows += count;
      if (isCorrect) tally.correct += count;
      if (answered[level] === name) tally.inside += count;
    }
  }

  #tally(path: readonly string[], level: number): Tally {
    const key = keyOf(path, level)!;
    const known = this.#tallies.get(key);
    if (known !== undefined) return known;
    const made = { name: path[level], above: keyOf(path, level - 1), rows: 0, correct: 0, inside: 0 };
    const tally = { ...made, leaves: new Set<string>() };
    this.#tallies.set(key, tally);
    return tally;
  }

  nodes(): NodeScores[] {
    const places = new Map([...this.#tallies.keys()].map((key, i) => [key, i]));
    const isInner = new Set([...this.#tallies.values()].map(({ above }) => above));
    return [...this.#tallies].map(([key, { name, above, leaves, rows, correct, inside }]) => {
      // An answer may be a node above classes, which is not a class itself.
      const classes = isInner.has(key) ? leaves.size - (leaves.has(name) ? 1 : 0) : 1;
      return {
        name,
        ...(above !== undefined && { parent: places.get(above)! }),
        classes: Math.max(1, classes),
        rows,
        correct,
        inside,
      };
    });
  }
}

function keyOf(path: readonly string[], level: number): string | undefined {
  return level < 0 ? undefined : `${level} ${path[level]}`;
}
