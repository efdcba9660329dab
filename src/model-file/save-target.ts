import { constants } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { unlessUnreachable } from "../files/file-errors.ts";
import { takeFileLock } from "../files/file-lock.ts";
import { quote } from "../files/quote.ts";
import type { Contents } from "./contents.ts";
import { type FileSystem, followLinks, localFileSystem } from "./file-system.ts";
import { defaultMaxBytes, layoutFiles, manifestName } from "./layout.ts";
import { hasOurManifest } from "./load.ts";
import { placesOf } from "./places.ts";
import { Refusal } from "./refusal.ts";

/** What is at the place of a model. */
type TargetState = "absent" | "empty" | "model";

/** How long a save waits for a save of another process. A save takes seconds. Larger: longer waits for a hung process. */
export const saveWaitMilliseconds = 120_000;

/**
 * Checks what a save to this folder needs, without changing the folder: what is there, and whether it may be replaced.
 * Creates a file and a folder beside it and removes them, because permissions alone do not tell whether a disk can be
 * written.
 * @throws Refusal, LockedError, or an error of the file system
 */
export async function checkSaveTarget(path: string, fileSystem: FileSystem = localFileSystem): Promise<void> {
  const places = placesOf(await followLinks(fileSystem, path));
  const { target, parent, fresh } = places;
  const above = await nearestFolder(fileSystem, parent);
  // Missing parent folders are created by the save only, so that a check leaves nothing behind.
  if (above !== parent) return tryFolder(fileSystem, placesOf(join(above, basename(target))).fresh());
  const lock = await takeFileLock(places.lock, { wait: saveWaitMilliseconds, fileSystem });
  try {
    const state = await inspectTarget(fileSystem, target);
    if (state !== "absent") await fileSystem.access(target, constants.W_OK | constants.X_OK);
    await tryFolder(fileSystem, fresh());
  } finally {
    await lock.release();
  }
}

/** @throws Refusal if these files together are larger than what can be loaded */
export function checkContentsSize(contents: Contents): void {
  let total = 0;
  for (const { length } of contents.values()) total += length;
  if (total > defaultMaxBytes)
    throw new Refusal(
      `The model would have ${total} bytes, but at most ${defaultMaxBytes} can be loaded; use fewer examples.`,
    );
}

/** Returns what a save would replace. @throws Refusal if something there is not part of a model, or cannot be replaced */
export async function inspectTarget(fileSystem: FileSystem, target: string): Promise<TargetState> {
  if (target === dirname(target)) throw new Refusal("This is a whole disk; name a folder on it.");
  const found = await unlessUnreachable(fileSystem.lstat(target));
  if (found === undefined) return "absent";
  if (!found.isDirectory())
    throw new Refusal("A file with this name exists; choose another name for the model.");
  const names = await fileSystem.readdir(target);
  if (names.length > 0) await rejectForeignFiles(fileSystem, target, names);
  await rejectFixedFolder(fileSystem, target);
  return names.length === 0 ? "empty" : "model";
}

async function rejectForeignFiles(
  fileSystem: FileSystem,
  target: string,
  names: readonly string[],
): Promise<void> {
  if (!(await hasOurManifest(fileSystem, target)))
    throw new Refusal("This folder is neither empty nor a pilesort model; choose another.");
  const stranger = strangerAmong(names);
  if (stranger === undefined) return;
  throw new Refusal(
    `${quote(stranger)} in this model folder would be lost; move it to another place or choose another folder.`,
  );
}

/** Rejects the current folder and mount points: a save renames another folder to this path, which fails for these. */
async function rejectFixedFolder(fileSystem: FileSystem, target: string): Promise<void> {
  const real = await fileSystem.realpath(target);
  if (real === (await fileSystem.realpath(resolve())))
    throw new Refusal(
      "This is the current folder, and saving would replace it; go to another folder, or name a folder in this one.",
    );
  if (await isMountPoint(fileSystem, real))
    throw new Refusal("This folder is a mount point and cannot be replaced; name a folder in it.");
}

/** A bind mount on the same disk has the same device number; only Linux's list of mounts shows it. */
async function isMountPoint(fileSystem: FileSystem, folder: string): Promise<boolean> {
  const [own, parent] = await Promise.all([fileSystem.stat(folder), fileSystem.stat(dirname(folder))]);
  if (own.dev !== parent.dev) return true;
  const mounts = await fileSystem.readFile("/proc/self/mountinfo", "utf8").catch(() => "");
  return mounts.split("\n").some((line) => unescaped(line.split(" ")[4] ?? "") === folder);
}

/** Decodes octal escapes, such as "\040" for a blank, in the list of mounts. */
function unescaped(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 8)));
}

async function nearestFolder(fileSystem: FileSystem, path: string): Promise<string> {
  const found = await unlessUnreachable(fileSystem.stat(path));
  return found !== undefined || path === dirname(path) ? path : nearestFolder(fileSystem, dirname(path));
}

async function tryFolder(fileSystem: FileSystem, folder: string): Promise<void> {
  await fileSystem.mkdir(folder);
  await fileSystem.rmdir(folder);
}

/** Returns the first name that is not a file of a model, and that the user would lose. */
export function strangerAmong(names: readonly string[]): string | undefined {
  return names.find((name) => !replaceable.has(name));
}

/** The last three are created by file managers in every folder that they show. */
const replaceable = new Set<string>([manifestName, ...layoutFiles, ".DS_Store", "Thumbs.db", "desktop.ini"]);
