import { randomBytes } from "node:crypto";
import * as nodeFileSystem from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type Owner, ownerName, parseOwnerName, stateOfOwner, thisOwner } from "./owner.ts";

type FileSystem = Pick<typeof nodeFileSystem, "readdir" | "rm" | "stat">;

/** The part of node:fs/promises that writing a file needs. */
type WriteFileSystem = Pick<typeof nodeFileSystem, "open" | "rename" | "rm">;

const ending = ".partial";

/** Maximum length of a target's name in bytes. Longer names are cut, so that the added owner fits into the 255 bytes of a name. */
const maxNameBytes = 180;

/** An unfinished file whose owner cannot be checked is removed after it was not written to for this time: a day. */
const idleMilliseconds = 24 * 60 * 60 * 1000;

/**
 * Returns the path of the unfinished file of a target, beside it: `NAME.OWNER.partial`. The owner is part of the name, so
 * that a later process knows whether the file is still being written.
 * @internal Exported for tests.
 */
export function partialPath(target: string): string {
  const owner = `${ownerName(thisOwner())}-${randomBytes(3).toString("hex")}`;
  return join(dirname(target), `${prefixOf(target)}${owner}${ending}`);
}

/** An unfinished file, beside the file that it will replace. */
export interface PartialFile {
  write(content: string | Uint8Array): Promise<void>;
  /** Writes the content through to the disk and renames the file. @param name the path. Default: the target */
  finish(name?: string): Promise<void>;
  /** Removes the file. It may be called after `finish` failed, and more than once. */
  abandon(): Promise<void>;
}

/** Creates an unfinished file beside a target. @param mode the permissions of the file. Default: those of any new file */
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

/** Replaces a file. The old one stays until the new one is complete. */
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
 * Removes unfinished files of a target that killed processes left. Files of running processes stay. A failure is ignored,
 * because the next writer tries again.
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

/** Returns whether a target has unfinished files, of any process. */
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

/** Reads the owner in a name. @returns "unnamed" for the names of version 0.1, undefined for a file of another program */
function parseOwner(text: string): Owner | "unnamed" | undefined {
  if (/^[0-9a-f]{8}$/.test(text)) return "unnamed";
  return /-[0-9a-f]{6}$/.test(text) ? parseOwnerName(text.slice(0, -7)) : undefined;
}

function prefixOf(target: string): string {
  const name = basename(target);
  const isShort = Buffer.byteLength(name) <= maxNameBytes;
  return `${isShort ? name : [...name].slice(0, maxNameBytes / 4).join("")}.`;
}
