import { randomBytes } from "node:crypto";
import * as nodeFileSystem from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type Owner, ownerName, parseOwnerName, stateOfOwner, thisOwner } from "./owner.ts";

type FileSystem = Pick<typeof nodeFileSystem, "readdir" | "rm" | "stat">;

const ending = ".partial";

/** Longer names are cut, so that what is added to them fits into the 255 bytes of a name. */
const longestName = 180;

/** An unfinished file of which no owner is known is removed if nobody wrote to it for a day. */
const idleMilliseconds = 24 * 60 * 60 * 1000;

/**
 * Returns a path beside a file for its content while it is written: `NAME.OWNER.partial`. The owner is part of the
 * name, so that a later process knows whether somebody is still writing.
 */
export function partialPath(target: string): string {
  const owner = `${ownerName(thisOwner())}-${randomBytes(3).toString("hex")}`;
  return join(dirname(target), `${prefixOf(target)}${owner}${ending}`);
}

/**
 * Removes unfinished files of a target that killed processes left beside it. Files of processes that live stay.
 * Failing is no harm: the next writer tries again.
 */
export async function removeAbandonedPartials(
  target: string,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<void> {
  const folder = dirname(target);
  const prefix = prefixOf(target);
  const names = await fileSystem.readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(prefix) || !name.endsWith(ending)) continue;
    const path = join(folder, name);
    const owner = parseOwner(name.slice(prefix.length, -ending.length));
    if (owner !== undefined && (await isAbandoned(path, owner, fileSystem))) {
      await fileSystem.rm(path, { force: true }).catch(() => {});
    }
  }
}

/** Whether there are unfinished files of a target, whoever they belong to. */
export async function hasPartials(target: string): Promise<boolean> {
  const names = await nodeFileSystem.readdir(dirname(target)).catch(() => []);
  return names.some((name) => name.startsWith(prefixOf(target)) && name.endsWith(ending));
}

async function isAbandoned(path: string, owner: Owner | "unnamed", fileSystem: FileSystem): Promise<boolean> {
  const state = owner === "unnamed" ? "unknown" : stateOfOwner(owner);
  if (state !== "unknown") return state === "dead";
  const found = await fileSystem.stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > idleMilliseconds;
}

/** Reads the owner in a name. @returns "unnamed" for the names of version 0.1, undefined for a foreign file */
function parseOwner(text: string): Owner | "unnamed" | undefined {
  if (/^[0-9a-f]{8}$/.test(text)) return "unnamed";
  return /-[0-9a-f]{6}$/.test(text) ? parseOwnerName(text.slice(0, -7)) : undefined;
}

function prefixOf(target: string): string {
  const name = basename(target);
  const isShort = Buffer.byteLength(name) <= longestName;
  return `${isShort ? name : [...name].slice(0, longestName / 4).join("")}.`;
}
