import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ProgressListener } from "../async/progress.ts";
import { graphFiles, smallGraphFiles, tokenizerFile, weightsFileOf } from "../encoder/encoder-folder.ts";
import { settingsFiles } from "../encoder/sentence-transformers-folder.ts";
import { InputError, RemoteError, throwIfCancelled } from "../errors.ts";
import { type FileCheck, hashFile } from "../files/file-checks.ts";
import { downloadFile, type Hub, type HubFile, type HubRevision } from "./hub.ts";
import { copyFromCache, defaultHuggingFaceCache } from "./hugging-face-cache.ts";

/** How to download the files of an encoder. */
export interface DownloadOptions {
  /** Name of a file in the repository -> sha256 in hex that it must have, whatever the hub lists. */
  readonly sha256?: Readonly<Record<string, string>>;
  /**
   * Folder of the Hugging Face cache. Files that are there already are copied, not downloaded. Default: HF_HUB_CACHE, or
   * `hub` in HF_HOME, or `huggingface/hub` in the user's cache folder.
   */
  readonly hubCache?: string;
  /**
   * "int8" makes the encoder a quarter as large and usually faster: the quantized graph of the hub is downloaded if there is
   * one, and a graph in float32 is quantized here. A graph that is not like BERT or XLM-RoBERTa stays as it is. "float32"
   * downloads the graph in float32 and keeps it. Default: "int8"
   */
  readonly precision?: EncoderPrecision;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

export type EncoderPrecision = "int8" | "float32";

/**
 * Downloads the needed files of an encoder into a folder. Files that are there already, also in part, are kept.
 * @returns size and sha256 of each file in the folder
 * @throws InputError if the repository has no ONNX export, RemoteError, CancelledError
 */
export async function downloadEncoder(
  hub: Hub,
  revision: HubRevision,
  folder: string,
  {
    sha256 = {},
    hubCache = defaultHuggingFaceCache(),
    precision = "int8",
    onProgress,
    signal,
  }: DownloadOptions,
): Promise<Record<string, FileCheck>> {
  const wanted = neededFiles(revision, precision);
  const total = wanted.reduce((sum, { bytes }) => sum + (bytes ?? Number.NaN), 0);
  const checks: Record<string, FileCheck> = {};
  let finished = 0;
  for (const file of wanted) {
    throwIfCancelled(signal);
    const path = join(folder, file.name);
    await mkdir(dirname(path), { recursive: true });
    const report = (bytes: number) =>
      onProgress?.({ stage: "download", done: finished + bytes, total: total || undefined, unit: "bytes" });
    const expected = sha256[file.name] ?? file.sha256;
    checks[file.name] =
      (await copyFromCache(hubCache, revision, file, expected, path)) ??
      (await downloadChecked(hub, revision, file, path, expected, report, signal));
    report(checks[file.name].bytes);
    finished += checks[file.name].bytes;
  }
  return checks;
}

async function downloadChecked(
  hub: Hub,
  revision: HubRevision,
  file: HubFile,
  path: string,
  sha256: string | undefined,
  report: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<FileCheck> {
  await downloadFile(hub, revision, file, path, report, signal);
  const found = await hashFile(path);
  if (sha256 === undefined || sha256 === found.sha256) return found;
  await rm(path);
  throw new RemoteError(
    `The hub sent the file ${file.name} with the sha256 ${found.sha256} instead of ${sha256}; try again, and do not use this hub if it happens again.`,
    hub.endpoint,
    200,
  );
}

/** Returns the graph with its weights, the tokenizer, and the small files that say how to use them. */
function neededFiles({ repository, files }: HubRevision, precision: EncoderPrecision): HubFile[] {
  const find = (name: string) => files.find((file) => file.name === name);
  const names = precision === "int8" ? smallGraphFiles : graphFiles;
  const graph = names.map(find).find((file) => file !== undefined);
  const tokenizer = find(tokenizerFile);
  if (graph === undefined || tokenizer === undefined) {
    const missing = graph === undefined ? "ONNX graph" : tokenizerFile;
    throw new InputError(
      `The repository ${repository} has no ${missing}; export the encoder to ONNX and name the folder instead.`,
    );
  }
  const others = [weightsFileOf(graph.name), ...Object.values(settingsFiles)].map(find);
  return [graph, tokenizer, ...others.filter((file) => file !== undefined)];
}
