import { randomBytes } from "node:crypto";
import * as nodeFileSystem from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type Owner, ownerName, parseOwnerName, stateOfOwner, thisOwner } from "./owner.ts";

type FileSystem = Pick<typeof nodeFileSystem, "readdir" | "rm" | "stat">;

/** The part of node:fs/promises that writing a file needs. */
type WriteFileSystem = Pick<typeof nodeFileSystem, "open" | "rename" | "rm">;

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

/** The unfinished content of a file. */
export interface PartialFile {
  write(content: string | Uint8Array): Promise<void>;
  /** Has the disk hold the content, and gives it its name. @param name another name than the one it was opened with */
  finish(name?: string): Promise<void>;
  /** Removes the content; also after finish has failed, and more than once. */
  abandon(): Promise<void>;
}

/** Opens an unfinished file beside a target. @param mode the permissions of the file, if not the usual ones */
export async function openPartialFile(
  target: string,
  fileSystem: WriteFileSystem,
  mode?: number,
): Promise<PartialFile> {
  const path = partialPath(target);
  const handle = await fileSystem.open(path, "wx", mode);
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    await handle.close();
  };
  return {
    write: (content) => handle.writeFile(content),
    async finish(name = target) {
      await handle.sync();
      await close();
      await fileSystem.rename(path, name);
    },
    async abandon() {
      await close();
      await fileSystem.rm(path, { force: true });
    },
  };
}

/** Replaces a file by one with this content. What was there stays until the new one is complete. */
export async function replaceFile(
  target: string,
  content: string | Uint8Array,
  fileSystem: WriteFileSystem = nodeFileSystem,
): Promise<void> {
  const partial = await openPartialFile(target, fileSystem);
  try {
    await partial.write(content);
    await partial.finish();
  } catch (error) {
    await partial.abandon().catch(() => {});
    throw error;
  }
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
