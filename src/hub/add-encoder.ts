import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { ProgressListener } from "../async/progress.ts";
import {
  encoderSourceFile,
  readEncoderFolder,
  tokenizerFile,
  weightsFileOf,
} from "../encoder/encoder-folder.ts";
import { settingsFiles } from "../encoder/sentence-transformers-folder.ts";
import { argumentError, InputError, optionError } from "../errors.ts";
import { type FileCheck, hashFile } from "../files/file-checks.ts";
import type { OptionNames } from "../options/known-options.ts";
import { knownEncoders } from "./catalog.ts";
import type { EncoderPrecision } from "./download-encoder.ts";
import {
  checkStore,
  defaultEncoderStore,
  type EncoderStoreOptions,
  putInPlace,
  storedEncoderFolder,
} from "./encoder-store.ts";
import { checkPreparation, prepareEncoder } from "./prepare-encoder.ts";

/** How to add an encoder from a folder. */
export interface AddEncoderOptions extends EncoderStoreOptions {
  /** Name in the store: letters, digits, "-", "_" and ".". Default: the name of the folder */
  readonly name?: string;
  /** Put before every text, for example "query: ". Default: what the folder's files say, mostly nothing */
  readonly prefix?: string;
  /** "int8" makes the encoder a quarter as large, "float32" keeps its graph. Default: "int8" */
  readonly precision?: EncoderPrecision;
  /** Whether to measure the space statistics, which takes a minute or more and makes answers more accurate. Default: true */
  readonly measure?: boolean;
  /** Whether to replace an encoder of the same name. Models that were made with it must be trained again. Default: false */
  readonly force?: boolean;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

const addEncoderOptionNames = {
  ...{ store: true, name: true, prefix: true, precision: true, measure: true, force: true },
  ...{ onProgress: true, signal: true },
} satisfies OptionNames<AddEncoderOptions>;

const namePattern = /^[\w-][\w.-]*$/;

/**
 * Adds an encoder from a folder with an ONNX export to the store, as pullEncoder does with one from the hub: its graph is
 * converted to int8 if it is like BERT or XLM-RoBERTa, and its space statistics are measured. The folder does not change.
 * @param folder folder with an ONNX export in the sentence-transformers layout
 * @returns the encoder's folder in the store
 * @throws InputError if an argument is invalid or the name is taken; ModelFileError if the folder has no encoder, or one
 * of an unsupported kind; CancelledError
 * @example
 * await addEncoder("exports/support-mails", { name: "support" });
 * const encoder = await openEncoder("support");
 */
export async function addEncoder(folder: string, options: AddEncoderOptions = {}): Promise<string> {
  if (typeof folder !== "string" || folder === "")
    throw argumentError("folder", "the path of a folder", folder);
  checkStore(options, addEncoderOptionNames);
  checkPreparation(options);
  const { store = defaultEncoderStore(), name = basename(resolve(folder)), force } = options;
  checkName(name, options);
  const to = storedEncoderFolder(store, name);
  if (!force && existsSync(to)) {
    throw new InputError(
      `There is an encoder "${name}" in the store already; give another name, or force its replacement.`,
    );
  }
  const { graph, prefix } = await readEncoderFolder(folder);
  const names = [graph, weightsFileOf(graph), tokenizerFile, ...Object.values(settingsFiles)];
  const present = names.filter((file) => existsSync(join(folder, file)));
  const checks: Record<string, FileCheck> = {};
  for (const file of present) checks[file] = await hashFile(join(folder, file));
  const origin = {
    name,
    repository: name,
    commit: checks[graph].sha256.slice(0, 40),
    prefix: options.prefix ?? prefix,
  };
  const ready = join(store, ".downloads", `${name}.ready`);
  const files = await prepareEncoder(resolve(folder), ready, { ...options, origin, downloaded: checks });
  await putInPlace(ready, [...Object.keys(files), encoderSourceFile], to);
  return to;
}

function checkName(name: string, { prefix }: AddEncoderOptions): void {
  if (typeof name !== "string" || !namePattern.test(name))
    throw optionError("name", 'letters, digits, "-", "_" and "."', name);
  if (name === "bundled" || name === "auto" || knownEncoders.some((known) => known.name === name))
    throw new InputError(`The name "${name}" belongs to another encoder; choose another one.`);
  if (prefix !== undefined && typeof prefix !== "string") throw optionError("prefix", "a text", prefix);
}
