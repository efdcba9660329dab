import { ClassTree } from "../../hierarchy/class-tree.ts";
import type { ClassDefinition } from "../task.ts";
import type { Hierarchy } from "./find-hierarchy.ts";

/** The nodes above the classes of a hierarchy. */
export interface ClassHierarchy {
  /** Number of levels, the classes included. */
  readonly levels: number;
  /** The nodes, each after the node above it. Those that are defined have their description. */
  readonly innerNodes: readonly ClassDefinition[];
}

/** Lists the nodes above classes. */
export function classHierarchy({ leaves, inner }: Hierarchy): ClassHierarchy {
  const tree = new ClassTree(leaves.map(({ name }) => name));
  const defined = new Map(inner.map((definition) => [definition.name, definition]));
  return {
    levels: tree.levels,
    innerNodes: tree.innerNodes.map((name) => defined.get(name) ?? { name }),
  };
}
