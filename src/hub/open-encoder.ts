import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { bundledEncoderFolder } from "../encoder/bundled-encoder.ts";
import type { OpenedEncoder } from "../encoder/encoder.ts";
import { bundledFile } from "../encoder/encoder-folder.ts";
import { type OnnxEncoderOptions, onnxEncoderOptionNames, openOnnxEncoder } from "../encoder/onnx-encoder.ts";
import { argumentError, InputError, ModelFileError, optionError } from "../errors.ts";
import { requireOptions } from "../options/known-options.ts";
import { knownEncoders } from "./catalog.ts";
import { defaultEncoderStore, readStoredEncoder, readStoredEncoders } from "./encoder-store.ts";

/** How to open an encoder. */
export interface OpenEncoderOptions extends OnnxEncoderOptions {
  /** Folder with the pulled encoders. Default: `pilesort/models` in the user's cache folder. */
  readonly store?: string;
}

/**
 * Opens an encoder.
 * @param spec "bundled" (default), the path of a folder with an ONNX export, or the name of a pulled encoder
 * @throws InputError if there is no such encoder, ModelFileError if its files are damaged or of an unsupported kind
 * @example
 * const encoder = await openEncoder();
 * const vectors = await encoder.embed(["Where is my parcel?", "I want my money back."]);
 * console.log(vectors.rows, vectors.columns); // 2 384
 * await encoder.dispose();
 */
export async function openEncoder(
  spec = "bundled",
  options: OpenEncoderOptions = {},
): Promise<OpenedEncoder> {
  requireOptions(options, { ...onnxEncoderOptionNames, store: true });
  const { store = defaultEncoderStore(), ...settings } = options;
  return openOnnxEncoder((await findEncoder(spec, store)).folder, settings);
}

/** Where an encoder is, and how it was named. */
export type FoundEncoder =
  | { readonly kind: "bundled"; readonly folder: string }
  /** A folder that the user named. */
  | { readonly kind: "folder"; readonly folder: string }
  | {
      readonly kind: "pulled";
      readonly folder: string;
      readonly name: string;
      /** Whether a later call finds it by its name alone. */
      readonly isInDefaultStore: boolean;
    };

/**
 * Finds an encoder, see openEncoder. The folder that is returned is absolute. The encoder's files are not read.
 * @throws InputError if there is no such encoder
 */
export async function findEncoder(spec = "bundled", store = defaultEncoderStore()): Promise<FoundEncoder> {
  if (typeof store !== "string") throw optionError("store", "a path", store);
  if (typeof spec !== "string") throw argumentError("encoder", "a name or the path of a folder", spec);
  if (spec === "bundled") {
    if (!existsSync(join(bundledEncoderFolder, bundledFile))) throw bundledElsewhere();
    return { kind: "bundled", folder: bundledEncoderFolder };
  }
  if (await isFolder(spec)) return { kind: "folder", folder: resolve(spec) };
  const stored = await readStoredEncoder(store, spec);
  if (stored !== undefined) {
    const isInDefaultStore = resolve(store) === resolve(defaultEncoderStore());
    return { kind: "pulled", folder: stored.folder, name: spec, isInDefaultStore };
  }
  if (knownEncoders.some(({ name }) => name === spec)) {
    const place = resolve(store) === resolve(defaultEncoderStore()) ? "" : ` --store ${store}`;
    throw new InputError(
      `The encoder "${spec}" is not pulled yet; run pilesort encoders pull ${spec}${place}.`,
    );
  }
  const pulled = (await readStoredEncoders(store)).map(({ name }) => name);
  const choices = ["bundled", ...pulled, "the path of a folder with an ONNX export"].join(", ");
  throw new InputError(`There is no encoder "${spec}"; name one of these: ${choices}.`);
}

function bundledElsewhere(): ModelFileError {
  return new ModelFileError(
    bundledEncoderFolder,
    'The files of the bundled encoder are missing, because a bundler copied the code of pilesort without them. Keep both packages out of the bundle: external: ["pilesort", "onnxruntime-node"], or in Next.js serverExternalPackages: ["pilesort", "onnxruntime-node"]. See docs/bundlers.md.',
  );
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
