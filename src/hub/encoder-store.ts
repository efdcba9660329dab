import { readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { type EncoderSource, encoderSourceFile, encoderSourceSchema } from "../encoder/encoder-folder.ts";
import { argumentError, ModelFileError, optionError } from "../errors.ts";
import { readJsonFile } from "../files/file-checks.ts";
import { unlessMissing } from "../files/file-errors.ts";
import { syncFile } from "../files/sync-files.ts";
import { type OptionNames, requireOptions } from "../options/known-options.ts";

/** A pulled encoder: its folder and its origin. */
export interface StoredEncoder extends EncoderSource {
  /** Absolute. */
  readonly folder: string;
}

export interface EncoderStoreOptions {
  /** Folder with the pulled encoders. Default: `pilesort/models` in the user's cache folder. */
  readonly store?: string;
}

export function checkEncoderName(name: string): void {
  if (typeof name !== "string") throw argumentError("name", "the name of an encoder", name);
}

/** @param names of all options of the function that is called */
export function checkStore<Options extends EncoderStoreOptions>(
  options: Options,
  names: OptionNames<NoInfer<Options>>,
): void {
  requireOptions(options, names);
  const { store } = options;
  if (store !== undefined && typeof store !== "string") throw optionError("store", "a path", store);
}

/** Returns the default folder of pulled encoders, in the user's cache folder: XDG_CACHE_HOME or `~/.cache`. */
export function defaultEncoderStore(environment: NodeJS.ProcessEnv = process.env): string {
  const cache = environment.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(cache, "pilesort", "models");
}

/** Returns the folder of an encoder in a store. "owner/name" becomes the one folder name "owner--name". */
export function storedEncoderFolder(store: string, name: string): string {
  return resolve(store, name.replace("/", "--"));
}

/**
 * Returns the encoder that was pulled under a name, or undefined.
 * @throws ModelFileError if its description is damaged
 */
export async function readStoredEncoder(store: string, name: string): Promise<StoredEncoder | undefined> {
  const folder = storedEncoderFolder(store, name);
  const source = await readJsonFile(join(folder, encoderSourceFile), encoderSourceSchema);
  return source && { ...source, folder };
}

/** A folder of the store whose description is damaged. */
export interface DamagedEncoder {
  readonly name: string;
  readonly folder: string;
  /** What is damaged and where, in one sentence. */
  readonly problem: string;
}

/** Returns all pulled encoders in the order of their folder names, damaged ones included. */
export async function readStoredEncoders(store: string): Promise<(StoredEncoder | DamagedEncoder)[]> {
  const names = await readdir(store).catch(() => []);
  const models = await Promise.all(
    names.sort().map((folder) =>
      readStoredEncoder(store, folder).catch((error: unknown): DamagedEncoder => {
        if (!(error instanceof ModelFileError)) throw error;
        const name = folder.replace("--", "/");
        return { name, folder: storedEncoderFolder(store, folder), problem: error.message };
      }),
    ),
  );
  return models.filter((model) => model !== undefined);
}

/**
 * Moves a finished folder to its place in the store. An older folder there is replaced.
 * @param files names of the files in the folder, which are flushed to the disk first
 */
export async function putInPlace(staging: string, files: readonly string[], folder: string): Promise<void> {
  for (const file of files) await syncFile(join(staging, file));
  const old = `${staging}.old`;
  await rm(old, { recursive: true, force: true });
  await unlessMissing(rename(folder, old));
  await rename(staging, folder);
  await rm(old, { recursive: true, force: true });
}
