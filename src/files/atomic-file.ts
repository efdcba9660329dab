import * as nodeFileSystem from "node:fs/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { InputError } from "../errors.ts";
import { unlessMissing } from "./disk-errors.ts";
import { writeError } from "./file-mistakes.ts";
import { partialPath, removeAbandonedPartials } from "./partial-file.ts";
import type { TextSink } from "./text-sink.ts";

/** The part of node:fs/promises that writing uses; a test gives one that fails. */
export type WriteFileSystem = Pick<typeof nodeFileSystem, "open" | "realpath" | "rename" | "rm" | "stat">;

/** How much is gathered before it goes to the disk, in UTF-16 units. */
const blockLength = 2 ** 18;

const pack = promisify(gzip);

/**
 * Opens a file that appears under its name complete or not at all. Until then its content lies beside it, in a file
 * whose name ends in `.partial`, and what the name stood for before stays. Such files of killed processes are removed.
 * If the name ends in .gz, the content is packed. A device or a pipe is written to directly.
 * @throws InputError if nothing can be written under this name
 */
export async function openAtomicFile(
  path: string,
  fileSystem: WriteFileSystem = nodeFileSystem,
): Promise<TextSink> {
  try {
    const old = await unlessMissing(fileSystem.stat(path));
    if (old?.isDirectory()) throw new InputError("is a folder; name a file in it.", { source: path });
    if (old && !old.isFile()) return new FileSink(path, await fileSystem.open(path, "w"), fileSystem);
    // A link keeps being one: the file that it leads to is replaced.
    const target = old ? await fileSystem.realpath(path) : path;
    await removeAbandonedPartials(target);
    const partial = partialPath(target);
    const handle = await fileSystem.open(partial, "wx", old && old.mode & 0o777);
    return new FileSink(path, handle, fileSystem, { partial, target });
  } catch (error) {
    throw writeError(error, path);
  }
}

class FileSink implements TextSink {
  #waiting = "";
  #isOpen = true;

  constructor(
    private readonly path: string,
    private readonly handle: nodeFileSystem.FileHandle,
    private readonly fileSystem: WriteFileSystem,
    private readonly names?: { readonly partial: string; readonly target: string },
  ) {}

  async write(text: string): Promise<void> {
    this.#waiting += text;
    if (this.#waiting.length >= blockLength) await this.#flush().catch((error) => this.#fail(error));
  }

  async finish(name = this.names?.target): Promise<void> {
    try {
      await this.#flush();
      if (this.names) await this.handle.sync();
      await this.#close();
      if (this.names && name !== undefined) await this.fileSystem.rename(this.names.partial, name);
    } catch (error) {
      await this.#fail(error);
    }
  }

  async abandon(): Promise<void> {
    await this.#close();
    if (this.names) await this.fileSystem.rm(this.names.partial, { force: true });
  }

  /** Blocks are packed one by one: several gzip members after each other are a gzip file (RFC 1952, 2.2). */
  async #flush(): Promise<void> {
    const text = this.#waiting;
    this.#waiting = "";
    await this.handle.writeFile(/\.gz$/i.test(this.path) ? await pack(text) : text);
  }

  async #close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.handle.close();
  }

  async #fail(error: unknown): Promise<never> {
    await this.abandon();
    throw writeError(error, this.path);
  }
}
