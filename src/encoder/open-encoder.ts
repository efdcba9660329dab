import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { InputError, ModelFileError } from "../errors.ts";
import { bundledEncoderFolder } from "./bundled-encoder.ts";
import { knownModels } from "./catalog.ts";
import type { Encoder } from "./encoder.ts";
import { bundledFile } from "./encoder-folder.ts";
import { type OnnxEncoderOptions, openOnnxEncoder } from "./onnx-encoder.ts";
import { defaultModelStore, readStoredModel, readStoredModels } from "./stored-model.ts";

export interface OpenEncoderOptions extends OnnxEncoderOptions {
  /** The folder with the downloaded encoders; the user's cache folder by default. */
  readonly store?: string;
}

/**
 * Opens an encoder by what the user calls it: "bundled" or nothing for the one that comes with the package, the path
 * of a folder with an ONNX export, or the name of a downloaded one.
 * @throws InputError where there is no such encoder, ModelFileError where it cannot be used.
 */
export async function openEncoder(spec = "bundled", options: OpenEncoderOptions = {}): Promise<Encoder> {
  const { store = defaultModelStore(), ...settings } = options;
  return openOnnxEncoder(await findFolder(spec, store), settings);
}

async function findFolder(spec: string, store: string): Promise<string> {
  if (spec === "bundled") {
    if (!existsSync(join(bundledEncoderFolder, bundledFile))) throw bundledElsewhere();
    return bundledEncoderFolder;
  }
  if (await isFolder(spec)) return spec;
  const stored = await readStoredModel(store, spec);
  if (stored !== undefined) return stored.folder;
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
