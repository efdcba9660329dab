import { rm } from "node:fs/promises";
import { join } from "node:path";
import { encoderSourceFile } from "../encoder/encoder-folder.ts";
import { InputError, ModelFileError, optionError } from "../errors.ts";
import { hashFile } from "../files/file-checks.ts";
import type { OptionNames } from "../options/known-options.ts";
import { type KnownEncoder, knownEncoders } from "./catalog.ts";
import { type DownloadOptions, downloadEncoder } from "./download-encoder.ts";
import {
  checkEncoderName,
  checkStore,
  defaultEncoderStore,
  type EncoderStoreOptions,
  putInPlace,
  readStoredEncoder,
  type StoredEncoder,
  storedEncoderFolder,
} from "./encoder-store.ts";
import { readRevision } from "./hub.ts";
import { type HubOptions, hubOf, withRemedy } from "./hub-options.ts";
import { checkPreparation, prepareEncoder } from "./prepare-encoder.ts";

/** How to pull an encoder. */
export interface PullEncoderOptions extends EncoderStoreOptions, HubOptions, DownloadOptions {
  /** A branch, a tag, or a commit of 40 hex digits. The store remembers the commit. Default: "main" */
  readonly revision?: string;
  /**
   * Whether to measure the space statistics of the encoder on the written tasks in the package, which makes answers more
   * accurate. It takes about a minute for a small encoder, and several for a larger one. Default: true
   */
  readonly measure?: boolean;
  /**
   * Whether to pull an encoder again that is in the store already, for example because an earlier version of pilesort pulled
   * it without space statistics. Models that were made with the old one must be trained again. Default: false
   */
  readonly force?: boolean;
}

const pullEncoderOptionNames = {
  ...{ store: true, endpoint: true, token: true, fetch: true, sleep: true },
  ...{ sha256: true, hubCache: true, precision: true, onProgress: true, signal: true },
  ...{ revision: true, measure: true, force: true },
} satisfies OptionNames<PullEncoderOptions>;

/**
 * Pulls an encoder into the store, so that it can be opened by its name: one that listEncoders shows, or any "owner/name"
 * on the hub with an ONNX export in the sentence-transformers layout.
 *
 * Only the needed files are downloaded, and none that is in the Hugging Face cache. An interrupted download resumes where
 * it stopped. Sizes and, if the hub lists them, checksums are verified. Then the graph is converted to int8 and the space
 * statistics are measured, before the folder is moved to the store.
 * @returns the encoder's folder
 * @throws InputError if the name or an option is invalid, or the repository has no ONNX export; RemoteError;
 * CancelledError; ModelFileError if the encoder is of an unsupported kind
 * @example
 * await pullEncoder("all-MiniLM-L6-v2");
 * const encoder = await openEncoder("all-MiniLM-L6-v2");
 * console.log(encoder.identity.dimensions); // 384
 */
export async function pullEncoder(name: string, options: PullEncoderOptions = {}): Promise<string> {
  checkEncoderName(name);
  checkStore(options, pullEncoderOptionNames);
  const { store = defaultEncoderStore(), revision = "main", sha256 = {}, hubCache, signal } = options;
  checkPreparation(options);
  if (hubCache !== undefined && typeof hubCache !== "string")
    throw optionError("hubCache", "a path", hubCache);
  if (typeof revision !== "string") throw optionError("revision", "a branch, tag or commit", revision);
  const known = findKnownEncoder(name);
  const hub = hubOf(options);
  const stored = options.force ? undefined : await readIntactEncoder(store, known.name, sha256);
  if (stored?.commit === revision) return stored.folder;
  const wanted = `${known.repository} at ${revision}`;
  const found = await withRemedy(readRevision(hub, known.repository, revision, signal), wanted);
  if (stored?.commit === found.commit) return stored.folder;

  const staging = join(store, ".downloads", `${known.name.replace("/", "--")}@${found.commit}`);
  const downloaded = await withRemedy(downloadEncoder(hub, found, staging, options), wanted);
  const { repository, prefix } = known;
  const origin = { name: known.name, repository, commit: found.commit, prefix };
  const ready = `${staging}.ready`;
  const files = await prepareEncoder(staging, ready, { ...options, origin, downloaded });
  const folder = storedEncoderFolder(store, known.name);
  await putInPlace(ready, [...Object.keys(files), encoderSourceFile], folder);
  await rm(staging, { recursive: true, force: true });
  return folder;
}

/** Returns the stored encoder; undefined if it is missing, damaged, or lacks a checksum that the caller named. */
async function readIntactEncoder(
  store: string,
  name: string,
  sha256: Readonly<Record<string, string>>,
): Promise<StoredEncoder | undefined> {
  const stored = await readStoredEncoder(store, name).catch((error: unknown) => {
    if (error instanceof ModelFileError) return undefined;
    throw error;
  });
  if (stored === undefined) return undefined;
  const { folder, files, downloaded = files } = stored;
  if (Object.entries(sha256).some(([file, hash]) => downloaded[file]?.sha256 !== hash)) return undefined;
  for (const [file, check] of Object.entries(files)) {
    const found = await hashFile(join(folder, file)).catch(() => undefined);
    if (found?.sha256 !== check.sha256) return undefined;
  }
  return stored;
}

function findKnownEncoder(name: string): Pick<KnownEncoder, "name" | "repository" | "prefix"> {
  const known = knownEncoders.find((model) => model.name === name);
  if (known !== undefined) return known;
  if (/^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(name)) {
    const prefix = knownEncoders.find((model) => model.repository === name)?.prefix ?? "";
    return { name, repository: name, prefix };
  }
  const names = knownEncoders.map((model) => model.name).join(", ");
  throw new InputError(
    `There is no known encoder "${name}"; name one of ${names}, or an owner/name on the hub.`,
  );
}
