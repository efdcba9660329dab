import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import * as nodeFileSystem from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { codeOf, unlessMissing } from "./file-errors.ts";
import { type Holder, held, LockedError, parseHolder, stateOf } from "./lock-holder.ts";
import { ownerName, parseOwnerName, thisOwner } from "./owner.ts";

/** The part of node:fs/promises that locks use. Tests pass one that fails. */
export type LockFileSystem = Pick<
  typeof nodeFileSystem,
  "copyFile" | "link" | "readdir" | "readFile" | "rename" | "rm" | "stat" | "utimes" | "writeFile"
>;

export interface LockOptions {
  /** Maximum time to wait for a lock that another process holds, in milliseconds. Default: 0. */
  readonly wait?: number;
  /**
   * Milliseconds after which a holder on another machine counts as dead if it does not renew its lock. Default: 20,000.
   * If it is smaller, a busy process may lose its lock. If it is larger, others wait longer after a process was killed.
   */
  readonly silence?: number;
  readonly fileSystem?: LockFileSystem;
}

/** A lock. It keeps other processes out until it is released or its process ends. */
export interface FileLock {
  /** Whether this process still has the lock. It can lose it while the machine sleeps. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/** Interval at which a holder renews its lock: a fifth of the default `silence`. */
const beatMilliseconds = 4000;
/** Interval at which a waiting process checks the lock. */
const pollMilliseconds = 50;
/** Maximum time to wait for another process that takes over a lock, which takes milliseconds. */
const takeoverMilliseconds = 10_000;
const defaultSilence = 20_000;

/**
 * Takes a lock. The lock is a file that names its holder, and the holder renews the time of the file every few seconds. A
 * lock is taken over if its process has ended. If the process cannot be checked (another machine, another container), the
 * lock is taken over once the file's time did not change for a while.
 *
 * The file appears together with its content, so it is never empty. A takeover is protected by a lock of its own: exactly one
 * of several processes that find a dead lock gets it, and a process that is killed during a takeover blocks nobody. Files
 * that killed processes left beside the lock are removed.
 * @throws LockedError if a running process still has the lock after the wait
 */
export async function takeFileLock(path: string, options: LockOptions = {}): Promise<FileLock> {
  const { fileSystem = nodeFileSystem } = options;
  const id = randomBytes(8).toString("hex");
  const draft = `${path}.${id}-${ownerName(thisOwner())}`;
  held.add(id);
  try {
    const holder: Holder = { id, ...thisOwner(), machine: hostname() };
    await fileSystem.writeFile(draft, JSON.stringify(holder));
    await acquire(draft, path, options, fileSystem);
  } catch (error) {
    held.delete(id);
    throw error;
  } finally {
    await fileSystem.rm(draft, { force: true }).catch(() => {});
  }
  await removeDrafts(path, fileSystem).catch(() => {});
  return heldLock(path, id, fileSystem);
}

/** Returns whether a process that may still be running has this lock. */
export async function isLocked(
  path: string,
  fileSystem: Pick<LockFileSystem, "readFile"> = nodeFileSystem,
): Promise<boolean> {
  const text = await read(path, fileSystem);
  return text !== undefined && stateOf(parseHolder(text)) !== "dead";
}

function heldLock(path: string, id: string, fileSystem: LockFileSystem): FileLock {
  const isHeld = async () => parseHolder(await read(path, fileSystem))?.id === id;
  const beat = setInterval(() => {
    const now = new Date();
    fileSystem.utimes(path, now, now).catch(() => {});
  }, beatMilliseconds);
  beat.unref();
  return {
    isHeld,
    async release() {
      clearInterval(beat);
      try {
        if (await isHeld()) await fileSystem.rm(path, { force: true });
      } finally {
        held.delete(id);
      }
    },
  };
}

async function acquire(
  draft: string,
  path: string,
  { wait = 0, silence = defaultSilence }: LockOptions,
  fileSystem: LockFileSystem,
): Promise<void> {
  const deadline = performance.now() + wait;
  const watch = new Watch();
  for (;;) {
    if (await create(draft, path, fileSystem)) return;
    const text = await read(path, fileSystem);
    if (text === undefined) continue;
    const state = stateOf(parseHolder(text));
    const silent = state === "unknown" ? await watch.look(path, text, fileSystem) : 0;
    if (state === "dead" || silent > silence) {
      if (await takeOver(draft, path, text, silence, fileSystem)) return;
      continue;
    }
    // A holder that has not renewed its lock yet may be dead, so it is watched further.
    const isAlive = state === "alive" || watch.isAlive;
    if (isAlive && performance.now() >= deadline) throw new LockedError(parseHolder(text));
    await sleep(pollMilliseconds);
  }
}

/** Watches whether the holder of a lock renews it. The clocks of two machines are never compared. */
class Watch {
  #seen: string | undefined;
  #text: string | undefined;
  #since = 0;
  /** Whether the holder renewed the lock while it was watched. */
  isAlive = false;

  /** @returns milliseconds since the last change that was seen */
  async look(path: string, text: string, fileSystem: LockFileSystem): Promise<number> {
    const time = await unlessMissing(fileSystem.stat(path).then(({ mtimeMs }) => mtimeMs));
    const seen = `${time} ${text}`;
    if (seen !== this.#seen) {
      this.isAlive = this.#text === text;
      this.#seen = seen;
      this.#text = text;
      this.#since = performance.now();
    }
    return performance.now() - this.#since;
  }
}

/** Creates the lock. @returns whether it did not exist before */
async function create(draft: string, path: string, fileSystem: LockFileSystem): Promise<boolean> {
  try {
    await fileSystem.link(draft, path).catch((error: unknown) => {
      if (codeOf(error) === "EEXIST") throw error;
      // The disk has no hard links.
      return fileSystem.copyFile(draft, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Replaces a dead lock. @param dead the content of the dead lock @returns whether this process has the lock now */
async function takeOver(
  draft: string,
  path: string,
  dead: string,
  silence: number,
  fileSystem: LockFileSystem,
): Promise<boolean> {
  const guard = await takeFileLock(`${path}.takeover`, { wait: takeoverMilliseconds, silence, fileSystem });
  try {
    // Another process may have taken it over before this one had the guard. From here on no other process can.
    if ((await read(path, fileSystem)) !== dead) return false;
    await fileSystem.rename(draft, path);
    return true;
  } finally {
    await guard.release();
  }
}

/** Removes files that processes left beside the lock because they were killed while they took it. */
async function removeDrafts(path: string, fileSystem: LockFileSystem): Promise<void> {
  const folder = dirname(path);
  const name = basename(path);
  for (const each of await fileSystem.readdir(folder)) {
    if (!each.startsWith(`${name}.`)) continue;
    const parts = /^(?:\.takeover)*(?:\.([0-9a-f]{16})-([0-9a-z-]+))?$/.exec(each.slice(name.length));
    if (parts === null) continue;
    const [, id, owner] = parts;
    const draft = owner === undefined ? undefined : parseOwnerName(owner);
    const holder = draft ? { ...draft, id } : parseHolder(await read(join(folder, each), fileSystem));
    if (holder !== undefined && stateOf(holder) === "dead") {
      await fileSystem.rm(join(folder, each), { force: true });
    }
  }
}

/** @returns undefined if the lock is gone */
function read(path: string, fileSystem: Pick<LockFileSystem, "readFile">): Promise<string | undefined> {
  return unlessMissing(fileSystem.readFile(path, "utf8"));
}
