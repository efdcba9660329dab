import { realpath } from "node:fs/promises";
import { dirname, isAbsolute, parse, relative, resolve, sep } from "node:path";
import { InputError, ModelFileError } from "../errors.ts";
import { findEncoder } from "../hub/open-encoder.ts";
import type { EncoderPlace } from "../model-file/model.ts";

/**
 * Returns the relative path from one folder to another, with "/" between names. Returns undefined if both share no folder
 * but the root: the path would then reveal the whole absolute path, and would not exist on another machine.
 */
export function relativePlace(from: string, to: string): EncoderPlace | undefined {
  const way = relative(resolve(from), to);
  if (way === "" || isAbsolute(way)) return undefined;
  let shared = resolve(from);
  while (shared !== dirname(shared) && !`${to}${sep}`.startsWith(`${shared}${sep}`)) shared = dirname(shared);
  return shared === parse(to).root ? undefined : { folder: way.split(sep).join("/") };
}

/** The model whose encoder is searched. */
export interface EncoderSearch {
  /** The model's path, for messages. */
  readonly path: string;
  /** The model's folder, if it is in one. */
  readonly folder: string | undefined;
  /** Folder with the pulled encoders. Default: the user's cache folder. */
  readonly store: string | undefined;
}

/**
 * Returns which encoder to open for a model that stores the place of its encoder: the name of a pulled encoder, or the
 * absolute path of a folder.
 * @throws ModelFileError if there is no encoder in that place
 */
export async function encoderAt(
  place: EncoderPlace,
  encoderName: string,
  { path, folder, store }: EncoderSearch,
): Promise<string> {
  const made = `The model was made with the encoder ${JSON.stringify(encoderName)}`;
  const remedy = "Give its folder or name as the option encoder (--encoder), or train again.";
  if ("name" in place) {
    const found = await findEncoder(place.name, store).catch((error: unknown) => {
      if (!(error instanceof InputError)) throw error;
      return undefined;
    });
    if (found?.kind === "pulled") return place.name;
    throw new ModelFileError(
      path,
      `${made}, which is not among the pulled encoders; run pilesort encoders pull ${place.name}, or give the folder that it was pulled to as the option store (--store). ${remedy}`,
    );
  }
  if (folder === undefined) {
    throw new ModelFileError(path, `${made}, which was in a folder beside the model. ${remedy}`);
  }
  const real = await realpath(folder).catch(() => folder);
  for (const from of new Set([resolve(folder), real])) {
    const candidate = resolve(from, place.folder);
    const found = await findEncoder(candidate).catch(() => undefined);
    if (found?.kind === "folder") return candidate;
  }
  throw new ModelFileError(
    path,
    `${made}, which was in the folder ${resolve(folder, place.folder)} and is not there any more. ${remedy}`,
  );
}
