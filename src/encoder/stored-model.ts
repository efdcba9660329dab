import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { type EncoderSource, encoderSourceFile, encoderSourceSchema } from "./encoder-folder.ts";
import { readJsonFile } from "./file-checks.ts";

/** A downloaded encoder: where it lies and where it came from. */
export interface StoredModel extends EncoderSource {
  /** Absolute. */
  readonly folder: string;
}

/** Where downloaded encoders lie unless the caller says otherwise: in the user's cache folder. */
export function defaultModelStore(environment: NodeJS.ProcessEnv = process.env): string {
  const cache = environment.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(cache, "pilesort", "models");
}

/** The folder of an encoder in the store; "owner/repository" makes one folder name. */
export function storedModelFolder(store: string, name: string): string {
  return resolve(store, name.replace("/", "--"));
}

/** The encoder that was downloaded under a name, or undefined. */
export async function readStoredModel(store: string, name: string): Promise<StoredModel | undefined> {
  const folder = storedModelFolder(store, name);
  const source = await readJsonFile(join(folder, encoderSourceFile), encoderSourceSchema);
  return source && { ...source, folder };
}

/** All downloaded encoders, by name. */
export async function readStoredModels(store: string): Promise<StoredModel[]> {
  const names = await readdir(store).catch(() => []);
  const models = await Promise.all(names.sort().map((name) => readStoredModel(store, name)));
  return models.filter((model) => model !== undefined);
}
