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

/** An encoder that a name opens, or would after a download. */
export interface EncoderSummary {
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

export interface EncoderDetails extends EncoderSummary {
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

/** The encoders there are: the bundled one, those downloaded, and those known to work but not here. */
export async function listEncoders(options: EncoderStoreOptions = {}): Promise<EncoderSummary[]> {
  checkStore(options);
  const all = await readAll(options);
  return all.map(({ name, state, dimensions, bytes, problem }) =>
    state === "damaged" ? { name, state, problem } : { name, state, dimensions, bytes },
  );
}

/** All that is known of one encoder. @throws InputError where none has this name. */
export async function showEncoder(name: string, options: EncoderStoreOptions = {}): Promise<EncoderDetails> {
  checkEncoderName(name);
  checkStore(options);
  const all = await readAll(options);
  const model = all.find((each) => each.name === name);
  if (model !== undefined) return model;
  const names = all.map((each) => each.name).join(", ");
  throw new InputError(`There is no encoder "${name}"; the names are ${names}.`);
}

async function readAll({ store = defaultEncoderStore() }: EncoderStoreOptions): Promise<EncoderDetails[]> {
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
