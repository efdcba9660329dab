/** Separates the parts of a path, for example in "Food > Dairy > Milk". */
export const pathSeparator = " > ";

/** Returns the parts of a path: "Food > Dairy" has the parts "Food" and "Dairy". @internal Exported for tests. */
export function pathParts(path: string): string[] {
  return path.split(pathSeparator);
}

/** Returns the path of the node above; undefined at the top level. */
export function parentPath(path: string): string | undefined {
  const end = path.lastIndexOf(pathSeparator);
  return end < 0 ? undefined : path.slice(0, end);
}

/** Returns the last part of a path. */
export function lastPart(path: string): string {
  const end = path.lastIndexOf(pathSeparator);
  return end < 0 ? path : path.slice(end + pathSeparator.length);
}

/** Returns the number of parts of a path, which is the level of its node: 1 at the top. */
export function levelOf(path: string): number {
  return pathParts(path).length;
}

/** Returns the node of a level that a path goes through; the path itself if it is not that long. */
export function nodeAtLevel(path: string, level: number): string {
  return pathParts(path).slice(0, level).join(pathSeparator);
}

/** Returns whether a path is a node or goes through it. */
export function isInNode(path: string, node: string): boolean {
  return path === node || path.startsWith(node + pathSeparator);
}

/** Returns the nodes above a path, from the top down. */
export function nodesAbove(path: string): string[] {
  const parts = pathParts(path);
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join(pathSeparator));
}
