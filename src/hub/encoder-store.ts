import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Sleep, sleepByClock } from "../async/retry.ts";
import { bundledEncoderFolder } from "../encoder/bundled-encoder.ts";
import { bundledFile, bundledSchema, encoderSourceFile } from "../encoder/encoder-folder.ts";
import { openOnnxEncoder } from "../encoder/onnx-encoder.ts";
import {
  argumentError,
  InputError,
  ModelFileError,
  optionError,
  RemoteError,
  requireOptions,
} from "../errors.ts";
import { type FileChecks, hashFile, readJsonFile } from "../files/file-checks.ts";
import { unlessMissing } from "../files/file-errors.ts";
import { syncFile } from "../files/sync-files.ts";
import { bundledOrigin, type KnownModel, knownModels } from "./catalog.ts";
import { type DownloadOptions, downloadEncoder } from "./download-encoder.ts";
import { type Hub, readRevision } from "./hub.ts";
import {
  type DamagedModel,
  defaultModelStore,
  readStoredModel,
  readStoredModels,
  type StoredModel,
  storedModelFolder,
} from "./stored-encoder.ts";

/** An encoder that a name opens, or would after a download. */
export interface ModelSummary {
  /** What openEncoder takes; "bundled" for the one that comes with the package. */
  readonly name: string;
  /** In the package, downloaded, known to work but not here, or downloaded and to be pulled again. */
  readonly state: "bundled" | "pulled" | "available" | "damaged";
  /** Unknown of a damaged one. */
  readonly dimensions?: number;
  /** Of all its files; for one that is not here, about; unknown of a damaged one. */
  readonly bytes?: number;
  /** What is wrong with a damaged one, in one sentence. */
  readonly problem?: string;
}

export interface ModelDetails extends ModelSummary {
  readonly description?: string;
  /** On the Hugging Face hub; unknown of a damaged one. */
  readonly repository?: string;
  readonly license?: string;
  /** The commit that was downloaded. */
  readonly commit?: string;
  readonly folder?: string;
  /** Size and sha256 of each file. */
  readonly files?: FileChecks;
}

export interface ModelStoreOptions {
  /** The folder with the downloaded encoders; the user's cache folder by default. */
  readonly store?: string;
}

/** The encoders there are: the bundled one, those downloaded, and those known to work but not here. */
export async function listModels(options: ModelStoreOptions = {}): Promise<ModelSummary[]> {
  checkStore(options);
  const all = await readAll(options);
  return all.map(({ name, state, dimensions, bytes, problem }) =>
    state === "damaged" ? { name, state, problem } : { name, state, dimensions, bytes },
  );
}

/** All that is known of one encoder. @throws InputError where none has this name. */
export async function showModel(name: string, options: ModelStoreOptions = {}): Promise<ModelDetails> {
  checkName(name);
  checkStore(options);
  const all = await readAll(options);
  const model = all.find((each) => each.name === name);
  if (model !== undefined) return model;
  const names = all.map((each) => each.name).join(", ");
  throw new InputError(`There is no encoder "${name}"; the names are ${names}.`);
}

export interface PullOptions extends ModelStoreOptions, DownloadOptions {
  /** A branch, tag or commit of 40 hex digits; "main" by default. The commit it stands for is what is kept. */
  readonly revision?: string;
  /** Address of the hub; the Hugging Face hub by default. */
  readonly endpoint?: string;
  /** Access token, for repositories that want one. */
  readonly token?: string;
  readonly fetch?: typeof globalThis.fetch;
  readonly sleep?: Sleep;
}

/**
 * Downloads an encoder into the store, so that openEncoder takes its name: one of `knownModels`, or any
 * "owner/repository" with an ONNX export in the sentence-transformers layout.
 *
 * Only the files that are needed are fetched; a download that broke off goes on where it stopped. Sizes, and checksums
 * where the hub tells them, are checked, the encoder is opened once, and only then the folder takes its place.
 * @returns the encoder's folder.
 * @throws InputError, RemoteError, CancelledError, ModelFileError for an encoder that is not understood.
 */
export async function pullModel(name: string, options: PullOptions = {}): Promise<string> {
  checkName(name);
  checkStore(options);
  const { store = defaultModelStore(), revision = "main", sha256 = {}, signal } = options;
  if (typeof revision !== "string") throw optionError("revision", "a branch, tag or commit", revision);
  const model = findModel(name);
  const hub = hubOf(options);
  const stored = await readIntactModel(store, model.name, sha256);
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
  for (const file of [...Object.keys(files), encoderSourceFile]) await syncFile(join(staging, file));
  const folder = storedModelFolder(store, model.name);
  await takePlace(staging, folder);
  return folder;
}

function checkName(name: string): void {
  if (typeof name !== "string") throw argumentError("name", "the name of an encoder", name);
}

function checkStore(options: ModelStoreOptions): void {
  requireOptions(options);
  const { store } = options;
  if (store !== undefined && typeof store !== "string") throw optionError("store", "a path", store);
}

/** The stored encoder, unless a file of it is damaged or another than asked for: then it is to be downloaded again. */
async function readIntactModel(
  store: string,
  name: string,
  sha256: Readonly<Record<string, string>>,
): Promise<StoredModel | undefined> {
  const stored = await readStoredModel(store, name).catch((error: unknown) => {
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

async function readAll({ store = defaultModelStore() }: ModelStoreOptions): Promise<ModelDetails[]> {
  const stored = await readStoredModels(store);
  const absent = knownModels.filter(({ name }) => stored.every((model) => model.name !== name));
  return [
    ...(await readBundled()),
    ...stored.map((model) => ("problem" in model ? describeDamaged(model) : describeStored(model))),
    ...absent.map(describeKnown),
  ];
}

async function readBundled(): Promise<ModelDetails[]> {
  const bundled = await readJsonFile(join(bundledEncoderFolder, bundledFile), bundledSchema);
  if (bundled === undefined) return [];
  const { name: description, dimensions, files } = bundled;
  const folder = bundledEncoderFolder;
  return [
    {
      name: "bundled",
      state: "bundled",
      dimensions,
      bytes: sizeOf(files),
      description,
      ...bundledOrigin,
      folder,
      files,
    },
  ];
}

function describeStored(model: StoredModel): ModelDetails {
  const { name, dimensions, repository, commit, folder, files } = model;
  const known = knownModels.find((each) => each.repository === repository);
  const { description, license } = known ?? {};
  const bytes = sizeOf(files);
  return {
    name,
    state: "pulled",
    dimensions,
    bytes,
    description,
    repository,
    license,
    commit,
    folder,
    files,
  };
}

function describeDamaged({ name, folder, problem }: DamagedModel): ModelDetails {
  return { name, state: "damaged", folder, problem };
}

function describeKnown({
  name,
  dimensions,
  bytes,
  description,
  repository,
  license,
}: KnownModel): ModelDetails {
  return { name, state: "available", dimensions, bytes, description, repository, license };
}

function sizeOf(files: FileChecks): number {
  return Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);
}

function findModel(name: string): Pick<KnownModel, "name" | "repository" | "prefix"> {
  const known = knownModels.find((model) => model.name === name);
  if (known !== undefined) return known;
  if (/^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(name)) {
    const prefix = knownModels.find((model) => model.repository === name)?.prefix ?? "";
    return { name, repository: name, prefix };
  }
  const names = knownModels.map((model) => model.name).join(", ");
  throw new InputError(`There is no known encoder "${name}"; give one of ${names}, or owner/repository.`);
}

function hubOf(options: PullOptions): Hub {
  const {
    endpoint = "https://huggingface.co",
    token,
    fetch = globalThis.fetch,
    sleep = sleepByClock,
  } = options;
  // Whatever else it is, it must not reach a message.
  if (token !== undefined && !/^[!-~]+$/.test(token)) {
    throw new InputError("The option token must be ASCII without white space; look at HF_TOKEN.");
  }
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw optionError("endpoint", "an http or https address", endpoint.replace(/^.*@/s, "***@"));
  }
  const { username, password } = new URL(endpoint);
  if (username !== "" || password !== "") {
    throw new InputError(
      "The option endpoint (HF_ENDPOINT) must hold no user name or password; give a token as token (HF_TOKEN).",
    );
  }
  return { endpoint: endpoint.replace(/\/+$/, ""), token, fetch, sleep };
}

/** Adds to the sentence of a hub that did not give what was asked for what can be done about it. */
async function withRemedy<T>(work: Promise<T>, asked: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const remedy = error instanceof RemoteError ? remedyFor(error.status, asked) : undefined;
    if (!(error instanceof RemoteError) || remedy === undefined) throw error;
    throw new RemoteError(`${error.message} ${remedy}`, error.address, error.status, { cause: error });
  }
}

function remedyFor(status: number | undefined, asked: string): string | undefined {
  if (status === undefined) return "The bundled encoder needs no download.";
  if (status === 401 || status === 403) {
    return `Look whether ${asked} exists, or set HF_TOKEN to a token that may read it.`;
  }
  if (status === 404) return `There is no such model or revision as ${asked}; look at both names.`;
  return undefined;
}

/** Puts a finished folder where another may lie. */
async function takePlace(staging: string, folder: string): Promise<void> {
  const old = `${staging}.old`;
  await rm(old, { recursive: true, force: true });
  await unlessMissing(rename(folder, old));
  await rename(staging, folder);
  await rm(old, { recursive: true, force: true });
}
