import { join, resolve } from "node:path";
import { InputError } from "../errors.ts";
import { codeOf, unlessUnreachable } from "../files/file-errors.ts";
import { takeFileLock } from "../files/file-lock.ts";
import { LockedError } from "../files/lock-holder.ts";
import { syncFolder, writeNewFile } from "../files/sync-files.ts";
import { encodeContents } from "./contents.ts";
import { type FileSystem, followLinks, localFileSystem, renameInUse } from "./file-system.ts";
import { manifestName } from "./layout.ts";
import { encodeManifest } from "./manifest.ts";
import { formatVersionOf, type Model } from "./model.ts";
import { type Places, placesOf } from "./places.ts";
import { Refusal } from "./refusal.ts";
import {
  checkContentsSize,
  checkSaveTarget,
  inspectTarget,
  saveWaitMilliseconds,
  strangerAmong,
} from "./save-target.ts";

export interface SaveOptions {
  readonly fileSystem?: FileSystem;
}

/**
 * Writes a model folder. Creates missing parent folders, and replaces a model that is there. Nothing else is replaced.
 * The new folder is written beside the old one and renamed. If the process is killed at any time, loadModel finds
 * the old or the new model complete, and the next save removes the leftovers. Processes that save to one folder at the
 * same time wait for each other.
 * @throws InputError if the target is not a model, cannot be written, or if parts of the model contradict each other
 */
export async function saveModel(model: Model, path: string, options: SaveOptions = {}): Promise<void> {
  const { fileSystem = localFileSystem } = options;
  try {
    const contents = encodeContents(model);
    checkContentsSize(contents);
    // The manifest is written last, so a folder without it is incomplete.
    const files = new Map<string, Uint8Array>([
      ...contents,
      [manifestName, encodeManifest(contents, formatVersionOf(model))],
    ]);
    await inTurn(resolve(path), async () => {
      await replaceFolder(fileSystem, placesOf(await followLinks(fileSystem, path)), files);
    });
  } catch (error) {
    throw asInputError(error, path);
  }
}

/**
 * Checks what saving this model to this folder needs, as far as it is known before training. Nothing is changed.
 * @throws InputError as saveModel would
 */
export async function checkSave(
  model: Model,
  path: string,
  { fileSystem = localFileSystem }: SaveOptions = {},
): Promise<void> {
  try {
    await checkSaveTarget(path, fileSystem);
    checkContentsSize(encodeContents(model));
  } catch (error) {
    throw asInputError(error, path);
  }
}

/** Turns a Refusal, a lock of another process or an error of the disk into the error that the caller gets. */
export function asInputError(error: unknown, source?: string): unknown {
  if (error instanceof Refusal) return new InputError(error.message, { source });
  if (error instanceof LockedError)
    return new InputError(
      `Another program is saving a model here (${error.holder}); save again when it has ended.`,
      { source, cause: error },
    );
  const code = codeOf(error);
  if (code === "") return error;
  return new InputError(`The model could not be written here (${code}); ${remedyFor(code)}.`, {
    source,
    cause: error,
  });
}

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: "free some space or choose another disk",
  EDQUOT: "free some space or choose another disk",
  EIO: "the disk reports an error, so choose another one",
  ENOTDIR: "a part of the path is a file, so choose another",
  EEXIST: "a part of the path is a file, so choose another",
  EROFS: "this disk is read-only, so choose another one",
  EBUSY: "the folder is a mount point or in use, so choose another",
  ENAMETOOLONG: "the name is too long, so choose a shorter one",
  ERR_INVALID_ARG_VALUE: "this is not the name of a folder, so choose another",
};

function remedyFor(code: string): string {
  return remedies[code] ?? "choose a folder that you have permission to write to";
}

const turns = new Map<string, Promise<void>>();

/** Runs saves of this thread to one path one after the other, in the order of the calls. */
async function inTurn(target: string, work: () => Promise<void>): Promise<void> {
  const turn = (turns.get(target) ?? Promise.resolve()).then(work, work);
  turns.set(target, turn);
  try {
    await turn;
  } finally {
    if (turns.get(target) === turn) turns.delete(target);
  }
}

/** Replaces the target. Processes that save to it wait for each other, and the model of the last one stays. */
async function replaceFolder(
  fileSystem: FileSystem,
  places: Places,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  await fileSystem.mkdir(places.parent, { recursive: true });
  const lock = await takeFileLock(places.lock, { wait: saveWaitMilliseconds, fileSystem });
  try {
    await clearLeftovers(fileSystem, places);
    const state = await inspectTarget(fileSystem, places.target);
    const fresh = places.fresh();
    try {
      await writeFolder(fileSystem, fresh, files);
      if (!(await lock.isHeld())) throw new Refusal(lostLock);
      if (state === "empty") await fileSystem.rmdir(places.target);
      await swap(fileSystem, places, fresh, state === "model");
    } catch (error) {
      await discard(fileSystem, places, fresh);
      throw error;
    }
  } finally {
    await lock.release();
  }
}

const lostLock =
  "Another process took over this folder while this process was suspended, so the model was not saved; save it again.";

/** Cleans up after a killed save: its old model is moved back if nothing is at the target, the rest is removed. */
async function clearLeftovers(fileSystem: FileSystem, places: Places): Promise<void> {
  const { target, parent, aside } = places;
  if (await holdsModelFilesOnly(fileSystem, aside)) {
    const found = await unlessUnreachable(fileSystem.lstat(target));
    if (found === undefined) await fileSystem.rename(aside, target);
    else await discard(fileSystem, places, aside);
  }
  for (const name of await fileSystem.readdir(parent)) {
    const folder = join(parent, name);
    if (places.isFresh(name) && (await holdsModelFilesOnly(fileSystem, folder)))
      await discard(fileSystem, places, folder);
  }
}

async function holdsModelFilesOnly(fileSystem: FileSystem, folder: string): Promise<boolean> {
  const names = await unlessUnreachable(fileSystem.readdir(folder));
  return names !== undefined && strangerAmong(names) === undefined;
}

async function writeFolder(
  fileSystem: FileSystem,
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  await fileSystem.mkdir(folder);
  for (const [name, bytes] of files) {
    await writeNewFile(join(folder, name), bytes, fileSystem);
  }
  await syncFolder(folder, fileSystem);
}

/** Replaces a folder in two renames, since no call swaps two folders. Between them, load finds the old model aside. */
async function swap(fileSystem: FileSystem, places: Places, fresh: string, replace: boolean): Promise<void> {
  const { target, parent, aside } = places;
  if (replace) await renameInUse(fileSystem, target, aside);
  try {
    await renameInUse(fileSystem, fresh, target);
  } catch (error) {
    if (replace) await fileSystem.rename(aside, target).catch(() => {});
    throw error;
  }
  await syncFolder(parent, fileSystem);
  if (replace) await discard(fileSystem, places, aside);
}

/**
 * Removes a folder that a save made. It is renamed first, so that no reader sees it half removed. Errors are ignored:
 * the next save tries again.
 */
async function discard(fileSystem: FileSystem, places: Places, folder: string): Promise<void> {
  try {
    const gone = places.fresh();
    await renameInUse(fileSystem, folder, gone);
    await fileSystem.rm(gone, { recursive: true });
  } catch {}
}
