import type { Line } from "./split-lines.ts";

/** Lines taken one by one, some of which may be put back. */
export class LineQueue {
  /** Lines that are here, those to be taken next at the end. */
  readonly #here: { readonly lines: readonly Line[]; next: number }[] = [];
  readonly #blocks: AsyncIterator<Line[]>;

  constructor(blocks: AsyncIterable<Line[]>) {
    this.#blocks = blocks[Symbol.asyncIterator]();
  }

  /** Takes a line that is here already, without waiting. */
  take(): Line | undefined {
    for (let block = this.#here.at(-1); block !== undefined; block = this.#here.at(-1)) {
      if (block.next < block.lines.length) return block.lines[block.next++];
      this.#here.pop();
    }
    return undefined;
  }

  /** Waits for more lines, if all were taken. */
  async fetch(): Promise<boolean> {
    const { value, done } = await this.#blocks.next();
    if (!done) this.putBack(value);
    return !done;
  }

  /** Puts lines before those to come. */
  putBack(lines: readonly Line[]): void {
    this.#here.push({ lines, next: 0 });
  }

  /** Looks at the lines that are here and not taken yet. */
  waiting(): readonly Line[] {
    return this.#here.toReversed().flatMap(({ lines, next }) => lines.slice(next));
  }

  async close(): Promise<void> {
    await this.#blocks.return?.();
  }
}
