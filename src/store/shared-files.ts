import { link, mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { codeOf, unlessMissing } from "../files/file-errors.ts";
import { sha256 } from "../files/sha256.ts";

/**
 * Replaces the files of a folder that equal a file of the same name in another folder by hard links to it, so that they
 * take no more space. Where the disk has no hard links the files stay copies.
 * @param others folders to compare with, the most likely first
 */
export async function shareEqualFiles(folder: string, others: readonly string[]): Promise<void> {
  for (const name of await readdir(folder)) {
    const own = join(folder, name);
    for (const other of others) {
      const twin = join(other, name);
      if (!(await areEqual(own, twin))) continue;
      const draft = `${own}.partial`;
      try {
        await rm(draft, { force: true });
        await link(twin, draft);
        await rename(draft, own);
        // A rename between two links of one file leaves both names.
        await rm(draft, { force: true });
      } catch (error) {
        await rm(draft, { force: true });
        if (!["EPERM", "ENOSYS", "ENOTSUP", "EMLINK", "EXDEV"].includes(codeOf(error))) throw error;
      }
      break;
    }
  }
}

/** Returns the number of bytes of a folder that no other folder shares. */
export async function ownBytes(folder: string): Promise<number> {
  const names = (await unlessMissing(readdir(folder))) ?? [];
  const sizes = await Promise.all(
    names.map(async (name) => {
      const found = await unlessMissing(stat(join(folder, name)));
      return found?.isFile() && found.nlink === 1 ? found.size : 0;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Returns the number of bytes of all files in a folder and in those within it. Shared files count once per name. */
export async function bytesOf(folder: string): Promise<number> {
  const entries = (await unlessMissing(readdir(folder, { recursive: true, withFileTypes: true }))) ?? [];
  const files = entries.filter((entry) => entry.isFile());
  const found = await Promise.all(files.map((file) => unlessMissing(stat(join(file.parentPath, file.name)))));
  return found.reduce((sum, each) => sum + (each?.size ?? 0), 0);
}

/** Moves a folder. The folder that it moves to is created. */
export async function moveFolder(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await rename(from, to);
}

async function areEqual(one: string, other: string): Promise<boolean> {
  const [a, b] = [await unlessMissing(stat(one)), await unlessMissing(stat(other))];
  if (!a?.isFile() || !b?.isFile() || a.size !== b.size || a.ino === b.ino) return false;
  return sha256(await readFile(one)) === sha256(await readFile(other));
}
