import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { bundledEncoderFolder } from "../encoder/bundled-encoder.ts";
import type { OpenedEncoder } from "../encoder/encoder.ts";
import { bundledFile } from "../encoder/encoder-folder.ts";
import { type OnnxEncoderOptions, openOnnxEncoder } from "../encoder/onnx-encoder.ts";
import { argumentError, InputError, ModelFileError, optionError, requireOptions } from "../errors.ts";
import { knownModels } from "./catalog.ts";
import { defaultModelStore, readStoredModel, readStoredModels } from "./stored-encoder.ts";

export interface OpenEncoderOptions extends OnnxEncoderOptions {
  /** The folder with the downloaded encoders; the user's cache folder by default. */
  readonly store?: string;
}

/**
 * Opens an encoder by what the user calls it: "bundled" or nothing for the one that comes with the package, the path
 * of a folder with an ONNX export, or the name of a downloaded one.
 * @throws InputError where there is no such encoder, ModelFileError where it cannot be used.
 */
export async function openEncoder(
  spec = "bundled",
  options: OpenEncoderOptions = {},
): Promise<OpenedEncoder> {
  requireOptions(options);
  const { store = defaultModelStore(), ...settings } = options;
  return openOnnxEncoder((await findEncoder(spec, store)).folder, settings);
}

/** Where an encoder is, and how the user calls it. */
export type FoundEncoder =
  | { readonly kind: "bundled"; readonly folder: string }
  /** A folder that the user named. */
  | { readonly kind: "folder"; readonly folder: string }
  | { readonly kind: "pulled"; readonly folder: string; readonly name: string };

/**
 * Finds an encoder by what the user calls it, see openEncoder; its folder is absolute. Nothing of it is read.
 * @throws InputError where there is no such encoder
 */
export async function findEncoder(spec = "bundled", store = defaultModelStore()): Promise<FoundEncoder> {
  if (typeof store !== "string") throw optionError("store", "a path", store);
  if (typeof spec !== "string") throw argumentError("encoder", "a name or the path of a folder", spec);
  if (spec === "bundled") {
    if (!existsSync(join(bundledEncoderFolder, bundledFile))) throw bundledElsewhere();
    return { kind: "bundled", folder: bundledEncoderFolder };
  }
  if (await isFolder(spec)) return { kind: "folder", folder: resolve(spec) };
  const stored = await readStoredModel(store, spec);
  if (stored !== undefined) return { kind: "pulled", folder: stored.folder, name: spec };
  if (knownModels.some(({ name }) => name === spec)) {
    throw new InputError(`The encoder "${spec}" is not here yet; run pilesort models pull ${spec}.`);
  }
  const pulled = (await readStoredModels(store)).map(({ name }) => name);
  const choices = ["bundled", ...pulled, "the path of a folder with an ONNX export"].join(", ");
  throw new InputError(`There is no encoder "${spec}"; possible are ${choices}.`);
}

function bundledElsewhere(): ModelFileError {
  return new ModelFileError(
    bundledEncoderFolder,
    'The files of the bundled encoder are not here, because a bundler took the code of pilesort without them. Keep both packages out of the bundle: external: ["pilesort", "onnxruntime-node"], or in Next.js serverExternalPackages: ["pilesort", "onnxruntime-node"]. The page docs/bundlers.md shows more.',
  );
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
