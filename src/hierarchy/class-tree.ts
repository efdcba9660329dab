import { levelOf, nodesAbove, parentPath } from "./paths.ts";

/** A node of a tree of classes: a class (leaf), or what several classes have in common. */
export interface TreeNode {
  /** Its whole path. */
  readonly name: string;
  /** Number of parts of its path: 1 at the top. */
  readonly level: number;
  /** Number of the node above; undefined at the top. It is smaller than the node's own number. */
  readonly parent: number | undefined;
}

/** A node that answers for a text, and its probability. */
export interface NodeAnswer {
  readonly node: number;
  readonly probability: number;
}

/** The tree of classes whose names are paths. The classes are its leaves. */
export class ClassTree {
  /** All nodes. Each comes after the node above it. */
  readonly nodes: readonly TreeNode[];
  /** Number of the node of each class: [classes]. */
  readonly leaves: Int32Array;
  /** Number of levels: parts of the longest path. */
  readonly levels: number;
  readonly #isLeaf: Uint8Array;

  /** @param classes names of the classes, which are paths */
  constructor(classes: readonly string[]) {
    const nodes: TreeNode[] = [];
    const numbers = new Map<string, number>();
    const numberOf = (name: string): number => {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      const above = parentPath(name);
      nodes.push({
        name,
        level: levelOf(name),
        parent: above === undefined ? undefined : numbers.get(above),
      });
      numbers.set(name, nodes.length - 1);
      return nodes.length - 1;
    };
    this.leaves = Int32Array.from(classes, (name) => {
      for (const above of nodesAbove(name)) numberOf(above);
      return numberOf(name);
    });
    this.nodes = nodes;
    this.levels = nodes.reduce((deepest, { level }) => Math.max(deepest, level), 0);
    this.#isLeaf = new Uint8Array(nodes.length);
    for (const leaf of this.leaves) this.#isLeaf[leaf] = 1;
  }

  /** Whether a node is a class. */
  isLeaf(node: number): boolean {
    return this.#isLeaf[node] === 1;
  }

  /** Names of the nodes that are not classes, each after the node above it. */
  get innerNodes(): string[] {
    return this.nodes.flatMap(({ name }, node) => (this.isLeaf(node) ? [] : [name]));
  }

  /** Returns the numbers of a node and of all nodes above it, from the top down. */
  pathTo(node: number): number[] {
    const path: number[] = [];
    for (let each: number | undefined = node; each !== undefined; each = this.nodes[each].parent) {
      path.unshift(each);
    }
    return path;
  }

  /**
   * Adds probabilities of classes up the tree.
   * @param row probability of each class: [classes]
   * @returns probability of each node: [nodes]
   */
  sums(row: ArrayLike<number>): Float64Array {
    const sums = new Float64Array(this.nodes.length);
    for (let c = 0; c < this.leaves.length; c++) sums[this.leaves[c]] += row[c];
    for (let node = sums.length - 1; node >= 0; node--) {
      const { parent } = this.nodes[node];
      if (parent !== undefined) sums[parent] += sums[node];
    }
    return sums;
  }

  /**
   * Returns the answer that a wanted confidence allows: the most probable class if it reaches the threshold, else the
   * deepest node that does, of several the most probable one.
   * @param sums probability of each node, as sums() returns it
   * @param best number of the most probable class
   * @returns undefined if no node reaches the threshold
   */
  deepest(sums: Float64Array, best: number, threshold: number): NodeAnswer | undefined {
    const leaf = this.leaves[best];
    if (sums[leaf] >= threshold) return { node: leaf, probability: sums[leaf] };
    let found: number | undefined;
    for (let node = 0; node < sums.length; node++) {
      if (sums[node] < threshold) continue;
      const isDeeper = found === undefined || this.nodes[node].level > this.nodes[found].level;
      const isAsDeep = found !== undefined && this.nodes[node].level === this.nodes[found].level;
      if (isDeeper || (isAsDeep && sums[node] > sums[found!])) found = node;
    }
    return found === undefined ? undefined : { node: found, probability: sums[found] };
  }

  /** Returns the most probable node of the top level. */
  mostProbableTop(sums: Float64Array): NodeAnswer {
    let found = -1;
    for (const [node, { level }] of this.nodes.entries()) {
      if (level === 1 && (found < 0 || sums[node] > sums[found])) found = node;
    }
    return { node: found, probability: sums[found] };
  }
}
