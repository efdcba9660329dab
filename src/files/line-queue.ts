import type { Line } from "./split-lines.ts";

/** A queue of lines that are taken one by one and may be put back. */
export class LineQueue {
  /** Blocks of lines in memory. The next block is the last one. */
  readonly #here: { readonly lines: readonly Line[]; next: number }[] = [];
  readonly #blocks: AsyncIterator<Line[]>;

  constructor(blocks: AsyncIterable<Line[]>) {
    this.#blocks = blocks[Symbol.asyncIterator]();
  }

  /** Takes the next line in memory. @returns undefined if all lines in memory were taken */
  take(): Line | undefined {
    for (let block = this.#here.at(-1); block !== undefined; block = this.#here.at(-1)) {
      if (block.next < block.lines.length) return block.lines[block.next++];
      this.#here.pop();
    }
    return undefined;
  }

  /** Reads more lines into memory. @returns false at the end of the file */
  async fetch(): Promise<boolean> {
    const { value, done } = await this.#blocks.next();
    if (!done) this.putBack(value);
    return !done;
  }

  /** Puts lines back. They are the next ones. */
  putBack(lines: readonly Line[]): void {
    this.#here.push({ lines, next: 0 });
  }

  /** Returns the lines in memory that were not taken yet. */
  waiting(): readonly Line[] {
    return this.#here.toReversed().flatMap(({ lines, next }) => lines.slice(next));
  }

  async close(): Promise<void> {
    await this.#blocks.return?.();
  }
}
