import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { type EncoderSource, encoderSourceFile, encoderSourceSchema } from "../encoder/encoder-folder.ts";
import { ModelFileError } from "../errors.ts";
import { readJsonFile } from "../files/file-checks.ts";

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

/** A folder of the store that does not say what it holds. */
export interface DamagedModel {
  readonly name: string;
  readonly folder: string;
  /** One sentence: what is wrong and where. */
  readonly problem: string;
}

/** All downloaded encoders, by name, and those of them that are damaged. */
export async function readStoredModels(store: string): Promise<(StoredModel | DamagedModel)[]> {
  const names = await readdir(store).catch(() => []);
  const models = await Promise.all(
    names.sort().map((folder) =>
      readStoredModel(store, folder).catch((error: unknown): DamagedModel => {
        if (!(error instanceof ModelFileError)) throw error;
        const name = folder.replace("--", "/");
        return { name, folder: storedModelFolder(store, folder), problem: error.message };
      }),
    ),
  );
  return models.filter((model) => model !== undefined);
}
