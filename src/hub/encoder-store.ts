import { open, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { type EncoderSource, encoderSourceFile, encoderSourceSchema } from "../encoder/encoder-folder.ts";
import { argumentError, ModelFileError, optionError, requireOptions } from "../errors.ts";
import { readJsonFile } from "../files/file-checks.ts";

/** A downloaded encoder: where it lies and where it came from. */
export interface StoredEncoder extends EncoderSource {
  /** Absolute. */
  readonly folder: string;
}

export interface EncoderStoreOptions {
  /** The folder with the downloaded encoders; the user's cache folder by default. */
  readonly store?: string;
}

export function checkEncoderName(name: string): void {
  if (typeof name !== "string") throw argumentError("name", "the name of an encoder", name);
}

export function checkStore(options: EncoderStoreOptions): void {
  requireOptions(options);
  const { store } = options;
  if (store !== undefined && typeof store !== "string") throw optionError("store", "a path", store);
}

/** Where downloaded encoders lie unless the caller says otherwise: in the user's cache folder. */
export function defaultEncoderStore(environment: NodeJS.ProcessEnv = process.env): string {
  const cache = environment.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(cache, "pilesort", "models");
}

/** The folder of an encoder in the store; "owner/repository" makes one folder name. */
export function storedEncoderFolder(store: string, name: string): string {
  return resolve(store, name.replace("/", "--"));
}

/** The encoder that was downloaded under a name, or undefined. */
export async function readStoredEncoder(store: string, name: string): Promise<StoredEncoder | undefined> {
  const folder = storedEncoderFolder(store, name);
  const source = await readJsonFile(join(folder, encoderSourceFile), encoderSourceSchema);
  return source && { ...source, folder };
}

/** A folder of the store that does not say what it holds. */
export interface DamagedEncoder {
  readonly name: string;
  readonly folder: string;
  /** One sentence: what is wrong and where. */
  readonly problem: string;
}

/** All downloaded encoders, by name, and those of them that are damaged. */
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

/** Has the disk hold a file's content, so that a finished folder survives a power cut. */
async function flush(path: string): Promise<void> {
  const handle = await open(path, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Puts a finished folder where another may lie, its files written to the disk before. */
export async function putInPlace(staging: string, files: readonly string[], folder: string): Promise<void> {
  for (const file of files) await flush(join(staging, file));
  const old = `${staging}.old`;
  await rm(old, { recursive: true, force: true });
  await rename(folder, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  await rename(staging, folder);
  await rm(old, { recursive: true, force: true });
}
