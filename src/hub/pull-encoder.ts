import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encoderSourceFile } from "../encoder/encoder-folder.ts";
import { openOnnxEncoder } from "../encoder/onnx-encoder.ts";
import { InputError, ModelFileError, optionError } from "../errors.ts";
import { hashFile } from "../files/file-checks.ts";
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

export interface PullEncoderOptions extends EncoderStoreOptions, HubOptions, DownloadOptions {
  /** A branch, tag or commit of 40 hex digits; "main" by default. The commit it stands for is what is kept. */
  readonly revision?: string;
}

/**
 * Downloads an encoder into the store, so that openEncoder takes its name: one of `knownEncoders`, or any
 * "owner/repository" with an ONNX export in the sentence-transformers layout.
 *
 * Only the files that are needed are fetched; a download that broke off goes on where it stopped. Sizes, and checksums
 * where the hub tells them, are checked, the encoder is opened once, and only then the folder takes its place.
 * @returns the encoder's folder.
 * @throws InputError, RemoteError, CancelledError, ModelFileError for an encoder that is not understood.
 */
export async function pullEncoder(name: string, options: PullEncoderOptions = {}): Promise<string> {
  checkEncoderName(name);
  checkStore(options);
  const { store = defaultEncoderStore(), revision = "main", sha256 = {}, hubCache, signal } = options;
  if (hubCache !== undefined && typeof hubCache !== "string")
    throw optionError("hubCache", "a path", hubCache);
  if (typeof revision !== "string") throw optionError("revision", "a branch, tag or commit", revision);
  const model = findKnownEncoder(name);
  const hub = hubOf(options);
  const stored = await readIntactEncoder(store, model.name, sha256);
  if (stored?.commit === revision) return stored.folder;
  const asked = `${model.repository} at ${revision}`;
  const found = await withRemedy(readRevision(hub, model.repository, revision, signal), asked);
  if (stored?.commit === found.commit) return stored.folder;

  const staging = join(store, ".downloads", `${model.name.replace("/", "--")}@${found.commit}`);
  const files = await withRemedy(downloadEncoder(hub, found, staging, options), asked);
  const encoder = await openOnnxEncoder(staging);
  const { dimensions } = encoder.identity;
  await encoder.dispose();
  const { repository, prefix } = model;
  const source = { name: model.name, repository, commit: found.commit, dimensions, prefix, files };
  await writeFile(join(staging, encoderSourceFile), `${JSON.stringify(source, null, 2)}\n`);
  const folder = storedEncoderFolder(store, model.name);
  await putInPlace(staging, [...Object.keys(files), encoderSourceFile], folder);
  return folder;
}

/** The stored encoder, unless a file of it is damaged or another than asked for: then it is to be downloaded again. */
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
  const { folder, files } = stored;
  if (Object.entries(sha256).some(([file, hash]) => files[file]?.sha256 !== hash)) return undefined;
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
  throw new InputError(`There is no known encoder "${name}"; give one of ${names}, or owner/repository.`);
}
