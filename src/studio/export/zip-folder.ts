import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { Readable } from "node:stream";
import { loadOptionalPackage, rethrow } from "../../files/optional-package.ts";

/** A folder on the disk and its name in the archive. */
export interface ZippedFolder {
  readonly folder: string;
  readonly name: string;
  /** Whether a file is left out, by its path within the folder with slashes. Default: none */
  readonly isLeftOut?: (path: string) => boolean;
}

/**
 * Packs folders as a zip file, file by file as the reader takes it. Links and special files are left out.
 * @param onEnd called when the archive was read, or its reader went away
 */
export async function zipFolders(
  folders: readonly ZippedFolder[],
  onEnd: () => Promise<void> = async () => {},
): Promise<ReadableStream<Uint8Array>> {
  const { ZipFile } = await loadOptionalPackage(
    () => import("yazl").catch(rethrow),
    ["yazl"],
    { source: folders[0].folder },
    "is packed with",
  );
  const zip = new ZipFile();
  for (const { folder, name, isLeftOut = () => false } of folders) {
    for (const path of await filesIn(folder)) {
      if (!isLeftOut(path)) zip.addFile(join(folder, path), `${name}/${path}`);
    }
  }
  zip.end();
  const output = zip.outputStream as Readable;
  zip.on("error", (error) => output.destroy(error));
  output.once("close", () => void onEnd());
  return Readable.toWeb(output) as ReadableStream<Uint8Array>;
}

/** Returns the paths of the regular files in a folder, with slashes, sorted. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}
