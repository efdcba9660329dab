import { constants } from "node:fs";
import * as nodeFileSystem from "node:fs/promises";
import { join } from "node:path";
import { unlessMissing } from "../files/file-errors.ts";
import type { FileLock, LockFileSystem } from "../files/file-lock.ts";
import { firstFreePath } from "../files/folder-path.ts";
import { takeRunLock } from "../files/run-lock.ts";
import { syncFolder } from "../files/sync-files.ts";
import { journalError } from "./journal-errors.ts";
import {
  addReply,
  type KeptReply,
  type PlacedReply,
  parseReplyLines,
  type ReplyLines,
} from "./reply-lines.ts";

/** The part of node:fs/promises that the journal uses; tests pass one that fails. @internal Exported for tests. */
export type JournalFileSystem = LockFileSystem &
  Pick<typeof nodeFileSystem, "access" | "mkdir" | "open" | "stat">;

export interface JournalOptions {
  /** Whether to begin without replies; default: no. The file of earlier runs is renamed, not deleted. */
  readonly fresh?: boolean;
  readonly fileSystem?: JournalFileSystem;
}

/** The replies of a language model, kept on disk from run to run. One run at a time can use it. */
export interface ReplyJournal {
  /** Path of the file: one reply per line. A call whose reply was not usable is made again and has several. */
  readonly path: string;
  /** Number of lines that were not a reply when the file was opened. They are skipped and stay in the file. */
  readonly unreadableLines: number;
  /** The new path of earlier replies, if they were set aside. */
  readonly setAside?: string;
  /** Returns the last reply of a key. */
  get(key: string): KeptReply | undefined;
  /** Returns all replies of a key, in the order of the file: all of them were paid for. */
  all(key: string): readonly KeptReply[];
  /** Returns the line on which the last reply of a key stands, from 1. */
  lineOf(key: string): number | undefined;
  /**
   * Writes a reply to the disk: once this resolves, it survives a power failure. Replies that arrive during a write are
   * written together.
   * @throws InputError, PilesortError if it cannot be written; earlier replies stay intact
   */
  append(reply: KeptReply): Promise<void>;
  /** Waits until all replies are written, and frees the folder for other runs. */
  close(): Promise<void>;
}

/**
 * Opens the replies in a folder, and creates the folder if it is missing. An incomplete last line is cut off; other damaged
 * lines are counted and skipped.
 * @throws InputError if another run uses the folder, or it cannot be written
 */
export async function openReplyJournal(folder: string, options: JournalOptions = {}): Promise<ReplyJournal> {
  const { fresh = false, fileSystem = nodeFileSystem } = options;
  const path = join(folder, "replies.jsonl");
  const lock = await attempt(folder, async () => {
    await fileSystem.mkdir(folder, { recursive: true });
    return await takeRunLock(join(folder, "replies.lock"), fileSystem);
  });
  try {
    return await attempt(path, async () => {
      const setAside = fresh ? await moveAway(path, folder, fileSystem) : undefined;
      const handle = await fileSystem.open(path, constants.O_RDWR | constants.O_CREAT);
      try {
        const lines = parseReplyLines(await handle.readFile());
        await handle.truncate(lines.wholeBytes);
        if (lines.lacksLineFeed) await handle.write("\n", lines.wholeBytes);
        await syncFolder(folder, fileSystem).catch(() => {});
        const end = lines.wholeBytes + (lines.lacksLineFeed ? 1 : 0);
        return new FileJournal({ path, setAside, handle, lock, lines, end });
      } catch (error) {
        await handle.close();
        throw error;
      }
    });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

interface Parts {
  readonly path: string;
  readonly setAside: string | undefined;
  readonly handle: nodeFileSystem.FileHandle;
  readonly lock: FileLock;
  readonly lines: ReplyLines;
  readonly end: number;
}

interface Waiting {
  readonly reply: KeptReply;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

class FileJournal implements ReplyJournal {
  readonly path: string;
  readonly setAside?: string;
  readonly unreadableLines: number;
  readonly #parts: Parts;
  #end: number;
  #lineCount: number;
  /** Whether a failed write may have left bytes after the end. */
  #isFrayed = false;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.path = parts.path;
    this.setAside = parts.setAside;
    this.unreadableLines = parts.lines.unreadableLines;
    this.#parts = parts;
    this.#end = parts.end;
    this.#lineCount = parts.lines.lineCount;
  }

  get(key: string): KeptReply | undefined {
    return this.#placed(key).at(-1)?.reply;
  }

  all(key: string): readonly KeptReply[] {
    return this.#placed(key).map(({ reply }) => reply);
  }

  lineOf(key: string): number | undefined {
    return this.#placed(key).at(-1)?.line;
  }

  #placed(key: string): readonly PlacedReply[] {
    return this.#parts.lines.replies.get(key) ?? [];
  }

  append(reply: KeptReply): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ reply, resolve, reject });
      this.#writing ??= this.#writeWaiting();
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#writing;
    try {
      await this.#parts.handle.close();
    } finally {
      await this.#parts.lock.release();
    }
  }

  async #writeWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(Buffer.from(group.map(({ reply }) => `${JSON.stringify(reply)}\n`).join("")));
        for (const { reply, resolve } of group) {
          addReply(this.#parts.lines.replies, { reply, line: ++this.#lineCount });
          resolve();
        }
      } catch (error) {
        for (const { reject } of group) reject(journalError(error, this.path));
      }
    }
    this.#writing = undefined;
  }

  async #write(bytes: Buffer): Promise<void> {
    const { handle } = this.#parts;
    if (this.#isFrayed) await this.#cutToEnd();
    this.#isFrayed = true;
    try {
      for (let done = 0; done < bytes.length; ) {
        done += (await handle.write(bytes, done, bytes.length - done, this.#end + done)).bytesWritten;
      }
      await handle.datasync();
      this.#end += bytes.length;
      this.#isFrayed = false;
    } catch (error) {
      // If this fails too, it is repeated before the next write or when the file is opened again.
      await this.#cutToEnd().catch(() => {});
      throw error;
    }
  }

  async #cutToEnd(): Promise<void> {
    await this.#parts.handle.truncate(this.#end);
    this.#isFrayed = false;
  }
}

/** Renames the file to a free name, unless it is missing or empty. */
async function moveAway(path: string, folder: string, fileSystem: JournalFileSystem) {
  const size = await unlessMissing(fileSystem.stat(path).then((found) => found.size));
  if (!size) return undefined;
  const name = await firstFreePath((number) => join(folder, `replies-${number}.jsonl`), fileSystem);
  await fileSystem.rename(path, name);
  return name;
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw journalError(error, path);
  }
}
