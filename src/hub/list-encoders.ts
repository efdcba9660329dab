import { join } from "node:path";
import { bundledEncoderFolder } from "../encoder/bundled-encoder.ts";
import { bundledFile, bundledSchema } from "../encoder/encoder-folder.ts";
import { InputError } from "../errors.ts";
import { type FileChecks, readJsonFile } from "../files/file-checks.ts";
import { bundledOrigin, type KnownEncoder, knownEncoders } from "./catalog.ts";
import {
  checkEncoderName,
  checkStore,
  type DamagedEncoder,
  defaultEncoderStore,
  type EncoderStoreOptions,
  readStoredEncoders,
  type StoredEncoder,
} from "./encoder-store.ts";

/** An encoder that can be opened by its name, now or after a pull. */
export interface EncoderSummary {
  /** The name that openEncoder takes; "bundled" for the one in the package. */
  readonly name: string;
  /**
   * "bundled": in the package. "pulled": in the store. "available": known to work, not pulled yet. "damaged": in the store
   * and to be pulled again.
   */
  readonly state: "bundled" | "pulled" | "available" | "damaged";
  /** Length of a vector. Absent if the encoder is damaged. */
  readonly dimensions?: number;
  /** Size of all files. Approximate if the encoder is not pulled yet, absent if it is damaged. */
  readonly bytes?: number;
  /** What is damaged and where, in one sentence. */
  readonly problem?: string;
}

/** What is known about an encoder. Fields that are not known are absent. */
export interface EncoderDetails extends EncoderSummary {
  readonly description?: string;
  /** Repository on the Hugging Face hub. */
  readonly repository?: string;
  readonly license?: string;
  /** The commit that was pulled. */
  readonly commit?: string;
  /** Absolute path of its folder. */
  readonly folder?: string;
  /** Size and sha256 of each file. */
  readonly files?: FileChecks;
}

/**
 * Lists the encoders: the bundled one, the pulled ones, and those that are known to work but not pulled yet.
 * @throws InputError if an option is invalid
 * @example
 * const encoders = await listEncoders();
 * console.log(encoders[0]); // { name: "bundled", state: "bundled", dimensions: 384, bytes: 35156913 }
 */
export async function listEncoders(options: EncoderStoreOptions = {}): Promise<EncoderSummary[]> {
  checkStore(options, { store: true });
  const all = await readEncoders(options);
  return all.map(({ name, state, dimensions, bytes, problem }) =>
    state === "damaged" ? { name, state, problem } : { name, state, dimensions, bytes },
  );
}

/**
 * Returns what is known about one encoder: folder, origin, license and checksums.
 * @throws InputError if no encoder has this name
 * @example
 * const { repository, license } = await showEncoder("bundled");
 * console.log(repository, license); // BAAI/bge-small-en-v1.5 MIT
 */
export async function showEncoder(name: string, options: EncoderStoreOptions = {}): Promise<EncoderDetails> {
  checkEncoderName(name);
  checkStore(options, { store: true });
  const all = await readEncoders(options);
  const model = all.find((each) => each.name === name);
  if (model !== undefined) return model;
  const names = all.map((each) => each.name).join(", ");
  throw new InputError(`There is no encoder "${name}"; the names are ${names}.`);
}

/** Returns what is known about all encoders; see listEncoders. */
export async function readEncoders({
  store = defaultEncoderStore(),
}: EncoderStoreOptions): Promise<EncoderDetails[]> {
  const stored = await readStoredEncoders(store);
  const absent = knownEncoders.filter(({ name }) => stored.every((model) => model.name !== name));
  return [
    ...(await readBundled()),
    ...stored.map((model) => ("problem" in model ? describeDamaged(model) : describeStored(model))),
    ...absent.map(describeKnown),
  ];
}

async function readBundled(): Promise<EncoderDetails[]> {
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

function describeStored(model: StoredEncoder): EncoderDetails {
  const { name, dimensions, repository, commit, folder, files } = model;
  const known = knownEncoders.find((each) => each.repository === repository);
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

function describeDamaged({ name, folder, problem }: DamagedEncoder): EncoderDetails {
  return { name, state: "damaged", folder, problem };
}

function describeKnown({
  name,
  dimensions,
  bytes,
  description,
  repository,
  license,
}: KnownEncoder): EncoderDetails {
  return { name, state: "available", dimensions, bytes, description, repository, license };
}

function sizeOf(files: FileChecks): number {
  return Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);
}
