import * as nodeFileSystem from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { unlessMissing, unlessUnreachable } from "./file-errors.ts";

type FileSystem = Pick<typeof nodeFileSystem, "lstat" | "readlink" | "realpath">;

/** Maximum number of links to follow, as in Linux. */
const maxLinks = 40;

/**
 * Returns the absolute path that links lead to. Nothing needs to exist there.
 * @returns undefined if the links lead in a circle
 */
export async function followLinks(
  path: string,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<string | undefined> {
  let place = resolve(path);
  for (let links = 0; links < maxLinks; links++) {
    const found = await unlessUnreachable(fileSystem.lstat(place));
    if (!found?.isSymbolicLink()) return place;
    place = resolve(await fileSystem.realpath(dirname(place)), await fileSystem.readlink(place));
  }
  return undefined;
}

/**
 * Returns a folder's path without a slash at the end, without "." and "..", and with a link replaced by the folder that it
 * leads to. A name made from it ("NAME.piles") then lies beside the folder. A relative path stays relative.
 */
export async function plainFolderPath(path: string): Promise<string> {
  const target = (await followLinks(path).catch(() => undefined)) ?? resolve(path);
  return isAbsolute(path) ? target : relative(resolve(), target) || target;
}

/** Returns the first free one of the paths with the numbers 1, 2, 3 and so on. @param numbered returns the path of a number */
export async function firstFreePath(
  numbered: (number: number) => string,
  fileSystem: Pick<typeof nodeFileSystem, "access"> = nodeFileSystem,
): Promise<string> {
  for (let number = 1; ; number++) {
    const path = numbered(number);
    const isTaken = (await unlessMissing(fileSystem.access(path).then(() => true))) ?? false;
    if (!isTaken) return path;
  }
}
