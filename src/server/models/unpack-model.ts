import { createWriteStream } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Entry, ZipFile } from "yauzl";
import { loadOptionalPackage, rethrow } from "../../files/optional-package.ts";
import { HttpProblem } from "../http/problem.ts";

/** Limits of a zip file with a model. */
export interface UnpackLimits {
  /** Maximum number of files and folders. A model has up to nine files. */
  readonly entries: number;
  /** Maximum number of unpacked bytes. */
  readonly bytes: number;
  /**
   * Maximum of unpacked by packed bytes. Numbers shrink little and JSON lines to a tenth, so more is a bomb. Larger: a small
   * upload can fill the disk up to `bytes`.
   */
  readonly ratio: number;
}

export const unpackLimits: UnpackLimits = { entries: 32, bytes: 2 * 1024 ** 3, ratio: 100 };

/** Number of bytes that may be unpacked at any ratio, because short files with repetitions shrink to little. */
const bytesAtAnyRatio = 1024 ** 2;

/** Files that file managers add to archives. They are left out. */
const addedByFileManagers = /^(?:__MACOSX\/.*|(?:.*\/)?(?:\.DS_Store|Thumbs\.db|desktop\.ini))$/;

const manifestName = "manifest.json";

/** Types of files in the upper 16 bits of the attributes, as in Unix. */
const typeMask = 0o170_000;
const plainTypes: ReadonlySet<number> = new Set([0, 0o100_000, 0o040_000]);

/**
 * Unpacks the zip file of a model folder, whose files may be in one folder of the archive. Everything is checked before
 * anything is written, and sizes again while it is unpacked. The files themselves are checked when the model is loaded.
 * @param folder a path at which nothing exists yet
 * @throws HttpProblem with one sentence
 */
export async function unpackModel(
  path: string,
  folder: string,
  limits: UnpackLimits = unpackLimits,
  signal?: AbortSignal,
): Promise<void> {
  const { openPromise } = await loadOptionalPackage(
    () => import("yauzl").catch(rethrow),
    ["yauzl"],
    { source: "The upload" },
    "is unpacked with",
  );
  const zip = await openPromise(path, { autoClose: false, strictFileNames: true }).catch(unreadable);
  try {
    const entries = await entriesOf(zip, limits);
    const files = filesOf(entries);
    checkSizes(files, limits);
    await mkdir(folder);
    for (const [name, entry] of files) await unpack(zip, entry, join(folder, name), signal);
    await requireListedFiles(folder, files);
  } finally {
    zip.close();
  }
}

async function entriesOf(zip: ZipFile, { entries: maximum }: UnpackLimits): Promise<Entry[]> {
  if (zip.entryCount > maximum) {
    throw invalid(`The zip has ${zip.entryCount} entries, and a model has fewer than ${maximum}`);
  }
  const entries: Entry[] = [];
  try {
    for await (const entry of zip.eachEntry()) entries.push(entry);
  } catch (error) {
    unreadable(error);
  }
  return entries.filter(({ fileName }) => !addedByFileManagers.test(fileName));
}

/** Returns the files by their names in the model folder. @throws HttpProblem if an entry is not a plain file */
function filesOf(entries: readonly Entry[]): Map<string, Entry> {
  const files = new Map<string, Entry>();
  const known = new Set<string>();
  const folders = new Set<string>();
  for (const entry of entries) {
    const { fileName } = entry;
    const shown = JSON.stringify(fileName);
    if (!plainTypes.has((entry.externalFileAttributes >>> 16) & typeMask)) {
      throw invalid(`The zip has the link or special file ${shown}`);
    }
    const [top, ...rest] = fileName.split("/");
    const name = rest.length === 0 ? top : rest.join("/");
    folders.add(rest.length === 0 ? "" : top);
    if (name === "") continue;
    if (!/^[a-z]+\.(?:json|jsonl|md|safetensors)$/.test(name)) {
      throw invalid(`The zip has the entry ${shown}, which is not a file of a model`);
    }
    if (entry.isEncrypted()) throw invalid(`The entry ${shown} of the zip is encrypted`);
    if (known.has(name)) throw invalid(`The zip has the file ${shown} twice`);
    known.add(name);
    files.set(name, entry);
  }
  if (folders.size > 1) throw invalid("The zip has several folders");
  if (!files.has(manifestName)) throw invalid(`The zip has no ${manifestName}`);
  return files;
}

function checkSizes(files: ReadonlyMap<string, Entry>, { bytes, ratio }: UnpackLimits): void {
  let [packed, unpacked] = [0, 0];
  for (const { compressedSize, uncompressedSize } of files.values()) {
    packed += compressedSize;
    unpacked += uncompressedSize;
  }
  if (unpacked > bytes) {
    throw new HttpProblem(413, `The zip unpacks to ${unpacked} bytes, and this server takes ${bytes}.`);
  }
  if (unpacked > bytesAtAnyRatio && unpacked > ratio * packed) {
    throw invalid(`The zip unpacks to more than ${ratio} times its size`);
  }
}

/** Unpacks one file. The package ends the stream with an error if it has another size than the archive says. */
async function unpack(zip: ZipFile, entry: Entry, target: string, signal?: AbortSignal): Promise<void> {
  const stream = await zip.openReadStreamPromise(entry).catch(unreadable);
  let size = 0;
  const count = new Transform({
    transform(part: Buffer, _, done) {
      size += part.length;
      done(
        size > entry.uncompressedSize ? new Error("an entry is larger than the archive says") : null,
        part,
      );
    },
  });
  await pipeline(stream, count, createWriteStream(target, { flags: "wx" }), { signal }).catch(unreadable);
}

/** A later save to the folder would refuse to replace files that are not part of the model. */
async function requireListedFiles(folder: string, files: ReadonlyMap<string, Entry>): Promise<void> {
  let listed: unknown;
  try {
    listed = (JSON.parse(await readFile(join(folder, manifestName), "utf8")) as { files?: unknown }).files;
  } catch {
    throw invalid(`The ${manifestName} of the zip is not that of a model`);
  }
  const isListed = (name: string) =>
    name === manifestName || (typeof listed === "object" && listed !== null && Object.hasOwn(listed, name));
  const stranger = [...files.keys()].find((name) => !isListed(name));
  if (stranger !== undefined) {
    throw invalid(
      `The zip has the file ${JSON.stringify(stranger)}, which its ${manifestName} does not list`,
    );
  }
}

function unreadable(cause: unknown): never {
  if (cause instanceof Error && cause.name === "AbortError") throw cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  throw invalid(`The zip cannot be read (${message})`, cause);
}

function invalid(fact: string, cause?: unknown): HttpProblem {
  return new HttpProblem(422, `${fact}; send a zip of a model folder that pilesort saved.`, {}, { cause });
}
