import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import type * as nodeFileSystem from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { codeOf } from "../disk-errors.ts";
import { InputError } from "../errors.ts";

export type LockFileSystem = Pick<
  typeof nodeFileSystem,
  "copyFile" | "link" | "readFile" | "rename" | "rm" | "writeFile"
>;

/** Keeps other runs out until it is released, or the process has ended in whatever way. */
export interface RunLock {
  release(): Promise<void>;
}

const holderSchema = z.object({ process: z.int().positive(), id: z.string() });
type Holder = z.infer<typeof holderSchema>;

/** Locks that this very process holds: one with its process number and another id is of a run long ended. */
const held = new Set<string>();

/**
 * Takes the lock that this file stands for. It holds the number of the process that has it; where that process has
 * ended, or the file says nothing of the kind, the lock is taken over.
 *
 * The file appears at once with all that is in it, so nobody mistakes one that is being written for a damaged one. A
 * takeover happens under a lock of its own, which is taken in the same way, so that of two who find a dead lock one
 * gets it, and a process killed in the midst of a takeover leaves nothing that the next cannot take over.
 * @throws InputError where a process that lives has it
 */
export async function takeRunLock(path: string, fileSystem: LockFileSystem): Promise<RunLock> {
  const id = randomBytes(8).toString("hex");
  const draft = `${path}.${id}`;
  held.add(id);
  try {
    await fileSystem.writeFile(draft, JSON.stringify({ process: process.pid, id }));
    while (!(await appear(draft, path, fileSystem)) && !(await takeOver(draft, path, fileSystem)));
  } catch (error) {
    held.delete(id);
    throw error;
  } finally {
    await fileSystem.rm(draft, { force: true });
  }
  return {
    async release() {
      await fileSystem.rm(path, { force: true });
      held.delete(id);
    },
  };
}

/** Puts the lock where there is none. */
async function appear(draft: string, path: string, fileSystem: LockFileSystem): Promise<boolean> {
  try {
    await fileSystem.link(draft, path).catch((error: unknown) => {
      if (codeOf(error) === "EEXIST") throw error;
      // A disk without hard links.
      return fileSystem.copyFile(draft, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Puts the lock in the place of a dead one. */
async function takeOver(draft: string, path: string, fileSystem: LockFileSystem): Promise<boolean> {
  if (!(await isDead(path, fileSystem))) return false;
  const guard = await takeRunLock(`${path}.takeover`, fileSystem);
  try {
    // Another may have taken it over before the guard was had. From here on nobody else can.
    if (!(await isDead(path, fileSystem))) return false;
    await fileSystem.rename(draft, path);
    return true;
  } finally {
    await guard.release();
  }
}

/** False where the lock is gone. @throws InputError where its holder lives */
async function isDead(path: string, fileSystem: LockFileSystem): Promise<boolean> {
  const text = await fileSystem.readFile(path, "utf8").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return false;
  const holder = parseHolder(text);
  if (holder === undefined || !isAlive(holder)) return true;
  throw new InputError(
    `is in use by another run (process ${holder.process}); wait for it, or name another folder.`,
    { source: dirname(path) },
  );
}

function parseHolder(text: string): Holder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function isAlive(holder: Holder): boolean {
  if (holder.process === process.pid) return held.has(holder.id);
  try {
    process.kill(holder.process, 0);
    return true;
  } catch (error) {
    // A process of another user may not be asked, but is there.
    return codeOf(error) === "EPERM";
  }
}
