import { copyFile, realpath, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { type FileCheck, hashFile } from "../files/file-checks.ts";
import type { HubFile, HubRevision } from "./hub.ts";

/**
 * Returns the folder in which Hugging Face's own libraries keep what they downloaded: HF_HUB_CACHE, or `hub` in HF_HOME,
 * or `huggingface/hub` in the user's cache folder. Layout: https://huggingface.co/docs/hub/local-cache
 */
export function defaultHuggingFaceCache(environment: NodeJS.ProcessEnv = process.env): string {
  const { HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME } = environment;
  if (HF_HUB_CACHE) return HF_HUB_CACHE;
  return join(HF_HOME || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "huggingface"), "hub");
}

/**
 * Copies a file of a repository from the Hugging Face cache, if the cache has exactly this file.
 *
 * The cache keeps the files of a commit under `snapshots/COMMIT`, mostly as links to `blobs`. A large file's blob is
 * named after its sha256, so it is also found if the cache has the file from another commit only.
 * @param sha256 checksum that the file must have, if it is known
 * @param path where the copy goes; a file there is replaced
 * @returns size and sha256 of the copy; undefined if the file is not in the cache, or has another size or checksum
 */
export async function copyFromCache(
  cache: string,
  { repository, commit }: HubRevision,
  { name, bytes }: HubFile,
  sha256: string | undefined,
  path: string,
): Promise<FileCheck | undefined> {
  const folder = join(cache, `models--${repository.replaceAll("/", "--")}`);
  const candidates = [
    join(folder, "snapshots", commit, name),
    ...(sha256 === undefined ? [] : [join(folder, "blobs", sha256)]),
  ];
  for (const candidate of candidates) {
    const source = await regularFileAt(candidate, bytes);
    const copied = source === undefined ? undefined : await copyChecked(source, path, sha256);
    if (copied !== undefined) return copied;
  }
  return undefined;
}

/** Returns the file behind a path and its links; undefined if it is missing or has another size. */
async function regularFileAt(path: string, bytes: number | undefined): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile() || (bytes !== undefined && found.size !== bytes)) return undefined;
  return realpath(path);
}

/** The copy is checked, not its source, which other programs may change meanwhile. */
async function copyChecked(
  source: string,
  path: string,
  sha256: string | undefined,
): Promise<FileCheck | undefined> {
  const copy = `${path}.copy`;
  try {
    await copyFile(source, copy);
    const found = await hashFile(copy);
    if (sha256 !== undefined && found.sha256 !== sha256) return undefined;
    await rename(copy, path);
    return found;
  } finally {
    await rm(copy, { force: true });
  }
}
