import { statSync } from "node:fs";

/** Returns whether there is a folder with this path. False if that cannot be found out. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}
