import { stat } from "node:fs/promises";
import { InputError } from "../errors.ts";
import { bundledEncoderFolder } from "./bundled-encoder.ts";
import { knownModels } from "./catalog.ts";
import type { Encoder } from "./encoder.ts";
import { defaultModelStore, listModels } from "./model-store.ts";
import { type OnnxEncoderOptions, openOnnxEncoder } from "./onnx-encoder.ts";

export interface OpenEncoderOptions extends OnnxEncoderOptions {
  /** The folder with the downloaded models; the user's cache folder by default. */
  readonly store?: string;
}

/**
 * Opens an encoder by what the user calls it: "bundled" or nothing for the one that comes with the package, the path
 * of a folder with an ONNX export, or the name of a downloaded model.
 * @throws InputError where there is no such encoder, ModelFileError where it cannot be used.
 */
export async function openEncoder(spec = "bundled", options: OpenEncoderOptions = {}): Promise<Encoder> {
  const { store = defaultModelStore(), ...settings } = options;
  return openOnnxEncoder(await findFolder(spec, store), settings);
}

async function findFolder(spec: string, store: string): Promise<string> {
  if (spec === "bundled") return bundledEncoderFolder;
  if (await isFolder(spec)) return spec;
  const downloaded = await listModels(store);
  const model = downloaded.find(({ name }) => name === spec);
  if (model !== undefined) return model.folder;
  const choices = ['"bundled"', "the path of a folder", ...downloaded.map(({ name }) => `"${name}"`)];
  const remedy = knownModels.some(({ name }) => name === spec)
    ? "it has to be downloaded first"
    : `possible are ${choices.join(", ")}, and after a download ${knownModels.map(({ name }) => name).join(", ")}`;
  throw new InputError(`There is no encoder "${spec}" here; ${remedy}.`);
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
