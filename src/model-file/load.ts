import { constants } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ModelFileError, optionError } from "../errors.ts";
import { codeOf, unlessUnreachable } from "../files/file-errors.ts";
import { isLocked } from "../files/file-lock.ts";
import { type Contents, decodeContents } from "./contents.ts";
import { type FileSystem, followLinks, localFileSystem } from "./file-system.ts";
import { defaultMaxBytes, type LayoutFile, manifestName, maxManifestBytes } from "./layout.ts";
import { checkFile, checkSize, decodeManifest, isManifest, type Manifest } from "./manifest.ts";
import type { Model } from "./model.ts";
import { placesOf } from "./places.ts";
import { Refusal } from "./refusal.ts";

export interface LoadOptions {
  /** Reject a model whose files together are larger, before reading them. Default: 2 GiB. */
  readonly maxBytes?: number;
  readonly fileSystem?: FileSystem;
}

/**
 * Reads a model folder. Nothing in it is executed. Sizes are checked before anything is read, checksums before anything
 * is parsed, and only regular files that the manifest lists are opened. If a save was killed between its two renames, the
 * model from before that save is read. If another process replaces the model during reading, the new one is read.
 * @throws ModelFileError with the reason
 */
export async function loadModel(path: string, options: LoadOptions = {}): Promise<Model> {
  const { maxBytes = defaultMaxBytes, fileSystem = localFileSystem } = options;
  if (!(maxBytes > 0)) throw optionError("maxBytes", "a number above 0", maxBytes);
  try {
    const target = await followLinks(fileSystem, path);
    return decodeContents(await readContents(fileSystem, target, maxBytes));
  } catch (error) {
    throw asModelFileError(path, error);
  }
}

/** Maximum number of times that a model is read, if other processes replace it during reading. */
const readTries = 20;
/** Pauses between the tries grow up to this. */
const longestPauseMilliseconds = 200;

/** Reads all files of a model. Reads them again if the model was replaced during reading. */
async function readContents(fileSystem: FileSystem, target: string, maxBytes: number): Promise<Contents> {
  for (let attempt = 1; ; attempt++) {
    const seen: Seen = {};
    try {
      return await readOnce(fileSystem, target, maxBytes, seen);
    } catch (error) {
      if (!(await wasReplaced(fileSystem, target, seen))) throw error;
      if (attempt === readTries) throw seen.identity === undefined ? error : new Refusal(replacedSentence);
    }
    await sleep(Math.min(10 * attempt, longestPauseMilliseconds));
  }
}

const replacedSentence =
  "Another program replaced this model several times during reading; load it again when that program has ended.";

async function readOnce(
  fileSystem: FileSystem,
  target: string,
  maxBytes: number,
  seen: Seen,
): Promise<Contents> {
  const { folder, identity } = await findFolder(fileSystem, target);
  seen.identity = identity;
  const manifest = decodeManifest(await readManifest(fileSystem, folder));
  checkTotal(manifest, maxBytes);
  const contents = new Map<LayoutFile, Uint8Array>();
  for (const [name, entry] of manifest) {
    const bytes = await readRegularFile(fileSystem, folder, name, (size) => checkSize(name, size, entry));
    checkFile(name, bytes, entry);
    contents.set(name, bytes);
  }
  return contents;
}

/** What an attempt to read a model found. */
interface Seen {
  /** Identifies the folder. Every replacement changes it. */
  identity?: string;
}

/** Tells whether a model that could not be read has been replaced, or is being replaced now. */
async function wasReplaced(fileSystem: FileSystem, target: string, seen: Seen): Promise<boolean> {
  const now = await findFolder(fileSystem, target).catch(() => undefined);
  if (now?.identity !== seen.identity) return true;
  return isLocked(placesOf(target).lock, fileSystem).catch(() => false);
}

/** Tells whether a folder has the manifest of a pilesort model, of any version. Its other files may still be damaged. */
export async function hasOurManifest(fileSystem: FileSystem, folder: string): Promise<boolean> {
  try {
    return isManifest(await readManifest(fileSystem, folder));
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** Turns a Refusal or an error of the disk into the error that the caller gets. */
export function asModelFileError(path: string, error: unknown): unknown {
  if (error instanceof Refusal) return new ModelFileError(path, error.message);
  const code = codeOf(error);
  return code === "" ? error : new ModelFileError(path, `It could not be read (${code}).`, { cause: error });
}

async function findFolder(
  fileSystem: FileSystem,
  path: string,
): Promise<{ readonly folder: string; readonly identity: string }> {
  const { target, aside } = placesOf(path);
  for (const folder of [target, aside]) {
    const found = await unlessUnreachable(fileSystem.lstat(folder));
    if (found?.isDirectory()) return { folder, identity: `${found.dev} ${found.ino} ${found.ctimeMs}` };
    if (found !== undefined) throw new Refusal("This is a file; give a folder that pilesort saved.");
  }
  throw new Refusal("There is no such folder; give a folder that pilesort saved.");
}

async function readManifest(fileSystem: FileSystem, folder: string): Promise<Uint8Array> {
  const found = await unlessUnreachable(fileSystem.lstat(join(folder, manifestName)));
  if (found === undefined)
    throw new Refusal(
      `This is not a pilesort model: it has no ${manifestName}. Give a folder that pilesort saved.`,
    );
  return readRegularFile(fileSystem, folder, manifestName, (size) => {
    if (size > maxManifestBytes)
      throw new Refusal(`${manifestName} is larger than ${maxManifestBytes} bytes.`);
  });
}

function checkTotal(manifest: Manifest, maxBytes: number): void {
  let total = 0;
  for (const { bytes } of manifest.values()) total += bytes;
  if (total > maxBytes)
    throw new Refusal(`The model has ${total} bytes, more than ${maxBytes}; raise maxBytes if you trust it.`);
}

/** Links are not followed, and opening a pipe does not wait for a writer. Windows lacks the last two flags. */
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Reads a whole file after `accept` checked its size. Rejects a link, pipe or folder without opening it. */
async function readRegularFile(
  fileSystem: FileSystem,
  folder: string,
  name: string,
  accept: (size: number) => void,
): Promise<Uint8Array> {
  const path = join(folder, name);
  const seen = await unlessUnreachable(fileSystem.lstat(path));
  if (seen === undefined) throw new Refusal(`${name} is missing.`);
  if (!seen.isFile()) throw new Refusal(`${name} is a link or something else that is not a regular file.`);
  const handle = await fileSystem.open(path, openFlags);
  try {
    const opened = await handle.stat();
    if (!opened.isFile())
      throw new Refusal(`${name} is a link or something else that is not a regular file.`);
    const { size } = opened;
    accept(size);
    const bytes = new Uint8Array(size);
    for (let done = 0; done < size; ) {
      const { bytesRead } = await handle.read(bytes, done, Math.min(size - done, 2 ** 30), done);
      if (bytesRead === 0) throw new Refusal(`${name} became shorter during reading.`);
      done += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}
