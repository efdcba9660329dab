import { nodesAbove, parentPath, pathSeparator } from "../../hierarchy/paths.ts";
import { labelKey } from "../labels/near-labels.ts";
import type { ClassDefinition } from "../task.ts";

/** Whether class names are paths: true, false, or "auto", see isHierarchy. */
export type HierarchySetting = boolean | "auto";

/** The classes of a task whose names are paths. */
export interface Hierarchy {
  /** The classes, which are the leaves of the tree. */
  readonly leaves: readonly ClassDefinition[];
  /** The defined nodes that have classes below them. Their descriptions help all of these. */
  readonly inner: readonly ClassDefinition[];
}

/** Share of the names that must be paths for "auto". Smaller: flat tasks with a few such names become hierarchies. */
const minPathShare = 0.5;

/** A ">" between blanks, or between a blank and an end of the name. */
const loosePath = /(^|\s)>(\s|$)/u;

/**
 * Decides whether the names of classes are paths. With "auto" they are if a class has a `parent`, or if at least half of the
 * names are paths and two of them have the same node above them. Otherwise a " > " in a name has no meaning.
 */
export function isHierarchy(definitions: readonly ClassDefinition[], setting: HierarchySetting): boolean {
  if (setting !== "auto") return setting;
  if (definitions.every(({ name, parent }) => parent === undefined && !name.includes(">"))) return false;
  if (definitions.some(({ parent }) => parent !== undefined)) return true;
  const paths = definitions.filter(({ name }) => loosePath.test(name));
  if (paths.length < 2 || paths.length < minPathShare * definitions.length) return false;
  const above = paths.flatMap(({ name }) => parentPath(name) ?? []).map(labelKey);
  return new Set(above).size < above.length;
}

/** Splits the definitions of a hierarchy into classes and inner nodes. */
export function splitHierarchy(definitions: readonly ClassDefinition[]): Hierarchy {
  const above = new Set(definitions.flatMap(({ name }) => nodesAbove(name)));
  return {
    leaves: definitions.filter(({ name }) => !above.has(name)),
    inner: definitions.filter(({ name }) => above.has(name)),
  };
}

/** Returns the classes of a task: the leaves if their names are paths, else all. */
export function leavesOf(
  definitions: readonly ClassDefinition[],
  setting: HierarchySetting = "auto",
): readonly ClassDefinition[] {
  return isHierarchy(definitions, setting) ? splitHierarchy(definitions).leaves : definitions;
}

/** Returns the path of a class below a parent. A name that is the whole path already is returned as it is. */
export function pathBelow(parent: string, name: string): string {
  const start = parent + pathSeparator;
  return name.startsWith(start) ? name : start + name;
}
