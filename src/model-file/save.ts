import { join } from "node:path";
import { InputError } from "../errors.ts";
import { encodeContents } from "./contents.ts";
import { errorCode, type FileSystem, followLinks, localFileSystem, unlessMissing } from "./file-system.ts";
import { layoutFiles, manifestName } from "./layout.ts";
import { hasOurManifest } from "./load.ts";
import { encodeManifest } from "./manifest.ts";
import { formatVersionOf, type Model } from "./model.ts";
import { type Places, placesOf } from "./places.ts";
import { quote, Refusal } from "./refusal.ts";

export interface SaveOptions {
  readonly fileSystem?: FileSystem;
}

/**
 * Writes a model folder; parent folders are made, a model already there is replaced, anything else is left alone.
 * The new folder is written beside and renamed: whenever the process is killed, loadModel finds the old or the new
 * model whole, and the next save clears what was left.
 * @throws InputError where the target is something else, cannot be written, or the model does not fit together
 */
export async function saveModel(model: Model, path: string, options: SaveOptions = {}): Promise<void> {
  const { fileSystem = localFileSystem } = options;
  try {
    const contents = encodeContents(model);
    // The manifest comes last, so a folder without it is unfinished.
    const files = new Map<string, Uint8Array>([
      ...contents,
      [manifestName, encodeManifest(contents, formatVersionOf(model))],
    ]);
    const target = await followLinks(fileSystem, path);
    await inTurn(target, () => replaceFolder(fileSystem, placesOf(target), files));
  } catch (error) {
    throw asInputError(error, path);
  }
}

/** A refusal, or trouble with the disk, as the error that the caller sees. */
export function asInputError(error: unknown, source?: string): unknown {
  if (error instanceof Refusal) return new InputError(error.message, { source });
  const code = errorCode(error);
  if (code === undefined) return error;
  return new InputError(`The model could not be written here (${code}); ${remedy(code)}.`, {
    source,
    cause: error,
  });
}

function remedy(code: string): string {
  if (code === "ENOSPC" || code === "EDQUOT") return "free some space or choose another disk";
  if (code === "ENOTDIR" || code === "EEXIST") return "a part of the path is a file, so choose another";
  return "choose a folder that you may write to";
}

const turns = new Map<string, Promise<void>>();

/** Saves of one process to one target wait for each other, so that each may clear what it finds beside the target. */
async function inTurn(target: string, work: () => Promise<void>): Promise<void> {
  const turn = (turns.get(target) ?? Promise.resolve()).then(work, work);
  turns.set(target, turn);
  try {
    await turn;
  } finally {
    if (turns.get(target) === turn) turns.delete(target);
  }
}

async function replaceFolder(
  fileSystem: FileSystem,
  places: Places,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  await fileSystem.mkdir(places.parent, { recursive: true });
  await clearLeftovers(fileSystem, places);
  const state = await inspectTarget(fileSystem, places.target);
  const fresh = places.fresh();
  try {
    await writeFolder(fileSystem, fresh, files);
    if (state === "empty") await fileSystem.rmdir(places.target);
    await swap(fileSystem, places, fresh, state === "model");
  } catch (error) {
    await discard(fileSystem, places, fresh);
    throw error;
  }
}

/** Ends what a killed save began: its old model goes back where nothing took its place, the rest is removed. */
async function clearLeftovers(fileSystem: FileSystem, places: Places): Promise<void> {
  const { target, parent, aside } = places;
  if (await holdsModelFilesOnly(fileSystem, aside)) {
    const found = await unlessMissing(fileSystem.lstat(target));
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
  const names = await unlessMissing(fileSystem.readdir(folder));
  return names !== undefined && strangerAmong(names) === undefined;
}

/** The first name that is no file of a model and that somebody could miss. */
function strangerAmong(names: readonly string[]): string | undefined {
  return names.find((name) => !replaceable.has(name));
}

/** The last three are what file managers leave in every folder they show. */
const replaceable = new Set<string>([manifestName, ...layoutFiles, ".DS_Store", "Thumbs.db", "desktop.ini"]);

/** What is to be replaced; whatever the user could miss is refused. */
async function inspectTarget(fileSystem: FileSystem, target: string): Promise<"absent" | "empty" | "model"> {
  const found = await unlessMissing(fileSystem.lstat(target));
  if (found === undefined) return "absent";
  if (!found.isDirectory())
    throw new Refusal("A file of this name is there; choose another name for the model.");
  const names = await fileSystem.readdir(target);
  if (names.length === 0) return "empty";
  if (!(await hasOurManifest(fileSystem, target)))
    throw new Refusal("This folder is neither empty nor a pilesort model; choose another.");
  const stranger = strangerAmong(names);
  if (stranger === undefined) return "model";
  throw new Refusal(
    `${quote(stranger)} in this model folder would be lost; move it away or choose another folder.`,
  );
}

async function writeFolder(
  fileSystem: FileSystem,
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  await fileSystem.mkdir(folder);
  for (const [name, bytes] of files) {
    const handle = await fileSystem.open(join(folder, name), "wx");
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
  await syncFolder(fileSystem, folder);
}

/** No file system swaps two folders in one step: between the renames the old model lies aside, where load looks. */
async function swap(fileSystem: FileSystem, places: Places, fresh: string, replace: boolean): Promise<void> {
  const { target, parent, aside } = places;
  if (replace) await fileSystem.rename(target, aside);
  try {
    await fileSystem.rename(fresh, target);
  } catch (error) {
    if (replace) await fileSystem.rename(aside, target).catch(() => {});
    throw error;
  }
  await syncFolder(fileSystem, parent);
  if (replace) await discard(fileSystem, places, aside);
}

/**
 * Removes a folder of ours. Renamed first, so that nobody ever sees it half removed. Failing is no harm: the next
 * save tries again.
 */
async function discard(fileSystem: FileSystem, places: Places, folder: string): Promise<void> {
  try {
    const gone = places.fresh();
    await fileSystem.rename(folder, gone);
    await fileSystem.rm(gone, { recursive: true });
  } catch {}
}

/** Makes renames and new names in a folder last through a power cut, where the system lets a folder be synced. */
async function syncFolder(fileSystem: FileSystem, folder: string): Promise<void> {
  try {
    const handle = await fileSystem.open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!notForFolders.has(errorCode(error) ?? "")) throw error;
  }
}

const notForFolders = new Set(["EACCES", "EBADF", "EINVAL", "EISDIR", "ENOTSUP", "EPERM"]);
