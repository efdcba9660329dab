import { rm, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { openVectorFile, type VectorFile } from "../encoder/vector-file.ts";
import { unlessMissing } from "../files/file-errors.ts";
import { takeFileLock } from "../files/file-lock.ts";

/** The embeddings of a training that runs. Only this process writes to the file. */
export interface EmbeddingsFile extends VectorFile {
  remove(): Promise<void>;
  /** Ends the claim, so that another process can use the file. */
  release(): Promise<void>;
}

/** Returns the file of the embeddings of a training, beside its checkpoint. */
function embeddingsPath(checkpoint: string): string {
  return `${resolve(checkpoint)}.embeddings`;
}

/**
 * Claims the file with the embeddings of a training. They are half floats, see `docs/decisions/`.
 * @param checkpoint the path of the training's checkpoint
 * @returns undefined if another process uses the file, or if it cannot be used: a training can do without it
 */
export async function claimEmbeddings(
  checkpoint: string,
  dimensions: number,
): Promise<EmbeddingsFile | undefined> {
  const path = embeddingsPath(checkpoint);
  const lock = await takeFileLock(`${path}.lock`).catch(() => undefined);
  if (lock === undefined) return undefined;
  try {
    const file = await openVectorFile(path, dimensions, "float16");
    return { ...file, remove: () => rm(path, { force: true }), release: () => lock.release() };
  } catch {
    await lock.release();
    return undefined;
  }
}

/** Removes the embeddings that an earlier training kept. A file in use stays, and so does one that cannot be removed. */
export async function removeEmbeddings(checkpoint: string): Promise<void> {
  const path = embeddingsPath(checkpoint);
  if (!(await unlessMissing(stat(path)).catch(() => undefined))?.isFile()) return;
  const lock = await takeFileLock(`${path}.lock`).catch(() => undefined);
  await lock?.release().finally(() => rm(path, { force: true }).catch(() => {}));
}
