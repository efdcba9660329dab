import type { Encoder } from "../encoder/encoder.ts";
import { classMeans } from "../head/labeled-vectors.ts";
import type { PromptMeans } from "../head/mean-prior.ts";
import type { PileVectors } from "../head/pile-vectors.ts";
import { normalizeRows, project } from "../head/projection.ts";
import { ClassTree } from "../hierarchy/class-tree.ts";
import { rowOf } from "../math/matrix.ts";
import { addScaled } from "../math/vector.ts";
import type { ClassDefinition, Example } from "../task/task.ts";
import type { HierarchyReport } from "../trained-model/fit.ts";

/** The descriptions of the nodes above the classes. */
export interface DescribedTree {
  /** Snippets of the descriptions; the label is the path of the node. May be empty. */
  readonly innerSnippets: readonly Example[];
}

interface SharingInput {
  readonly classes: readonly ClassDefinition[];
  readonly encoder: Encoder;
  readonly signal?: AbortSignal;
}

/**
 * Weight of each node above a class in the description of the class, which itself has the weight 1. Larger: classes of one
 * node become more similar, which helps the upper levels and then harms the leaves.
 */
const nodeWeight = 0.15;

/**
 * Adds the descriptions of the nodes above to those of the classes. A class without a description gets that of the nodes
 * above it.
 * @param piles descriptions of the classes as unit vectors in projected space, and its center
 * @throws CancelledError, RemoteError (remote encoders)
 */
export async function sharedPrompts(
  { prompts, center }: Pick<PileVectors, "prompts" | "center">,
  { classes, encoder, signal }: SharingInput,
  { innerSnippets }: DescribedTree,
): Promise<PromptMeans> {
  if (innerSnippets.length === 0) return prompts;
  const tree = new ClassTree(classes.map(({ name }) => name));
  const nodes = await describedNodes(tree, innerSnippets, center, encoder, signal);
  const means = { ...prompts.means, data: prompts.means.data.slice() };
  const known = [...prompts.known];
  for (const [c, leaf] of tree.leaves.entries()) {
    for (const node of tree.pathTo(leaf).slice(0, -1)) {
      const vector = nodes.get(node);
      if (vector === undefined) continue;
      addScaled(rowOf(means, c), vector, nodeWeight);
      known[c] = true;
    }
  }
  return { means: normalizeRows(means), known };
}

/** Returns the size of the tree of these classes. */
export function treeSize(classes: readonly string[]): HierarchyReport {
  const tree = new ClassTree(classes);
  return { levels: tree.levels, innerNodes: tree.innerNodes.length };
}

/** Returns the vectors of the nodes that have a description of their own. */
async function describedNodes(
  tree: ClassTree,
  innerSnippets: readonly Example[],
  center: Float32Array,
  encoder: Encoder,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<number, Float32Array>> {
  const texts = innerSnippets.map(({ text }) => text);
  const vectors = await project(await encoder.embed(texts, { signal }), {
    center: encoder.background?.promptCenter ?? center,
    whitener: encoder.background?.whitener,
  });
  const numbers = new Map(tree.nodes.map(({ name }, node) => [name, node]));
  const labels = Int32Array.from(innerSnippets, ({ label }) => numbers.get(label)!);
  const { means, counts } = classMeans({ vectors, labels }, tree.nodes.length);
  normalizeRows(means);
  const nodes = [...counts.keys()].filter((node) => counts[node] > 0);
  return new Map(nodes.map((node) => [node, rowOf(means, node)]));
}
