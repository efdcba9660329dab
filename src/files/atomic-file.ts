import * as nodeFileSystem from "node:fs/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { InputError } from "../errors.ts";
import { unlessMissing, writeError } from "./file-errors.ts";
import { openPartialFile, type PartialFile, removeAbandonedPartials } from "./partial-file.ts";
import type { TextSink } from "./text-sink.ts";

/** The part of node:fs/promises that writing uses. Tests pass one that fails. */
export type WriteFileSystem = Pick<typeof nodeFileSystem, "open" | "realpath" | "rename" | "rm" | "stat">;

/** Length of the blocks in which text is written to the disk, in UTF-16 units. Larger blocks take more memory, smaller ones more time. */
const blockLength = 2 ** 18;

const compress = promisify(gzip);

/**
 * Opens a file that appears under its name complete or not at all. Until then its content is in a file beside it, whose name
 * ends in `.partial`, and an older file of this name stays. Such files of killed processes are removed. If the name ends in
 * .gz, the content is compressed. A device or a pipe is written to directly.
 * @throws InputError if no file of this name can be written
 */
export async function openAtomicFile(
  path: string,
  fileSystem: WriteFileSystem = nodeFileSystem,
): Promise<TextSink> {
  try {
    const old = await unlessMissing(fileSystem.stat(path));
    if (old?.isDirectory()) throw new InputError("is a folder; name a file in it.", { source: path });
    if (old && !old.isFile()) return new FileSink(path, openStream(await fileSystem.open(path, "w")));
    // A link stays a link: the file that it leads to is replaced.
    const target = old ? await fileSystem.realpath(path) : path;
    await removeAbandonedPartials(target);
    return new FileSink(path, await openPartialFile(target, fileSystem, old && old.mode & 0o777));
  } catch (error) {
    throw writeError(error, path);
  }
}

/** Returns a device or a pipe as a file. What is written there cannot be removed again. */
function openStream(handle: nodeFileSystem.FileHandle): PartialFile {
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    await handle.close();
  };
  return { write: (content) => handle.writeFile(content), finish: close, abandon: close };
}

class FileSink implements TextSink {
  #waiting = "";

  constructor(
    private readonly path: string,
    private readonly file: PartialFile,
  ) {}

  async write(text: string): Promise<void> {
    this.#waiting += text;
    if (this.#waiting.length >= blockLength) await this.#flush().catch((error) => this.#fail(error));
  }

  async finish(name?: string): Promise<void> {
    try {
      await this.#flush();
      await this.file.finish(name);
    } catch (error) {
      await this.#fail(error);
    }
  }

  async abandon(): Promise<void> {
    await this.file.abandon();
  }

  /** Writes the waiting text. Each block is a gzip member, and several members in a row are a gzip file (RFC 1952, 2.2). */
  async #flush(): Promise<void> {
    const text = this.#waiting;
    this.#waiting = "";
    await this.file.write(/\.gz$/i.test(this.path) ? await compress(text) : text);
  }

  async #fail(error: unknown): Promise<never> {
    await this.abandon();
    throw writeError(error, this.path);
  }
}
