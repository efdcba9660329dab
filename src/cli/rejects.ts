import { rm, stat } from "node:fs/promises";
import { readText } from "../files/read-text.ts";
import { counted } from "../files/readable-numbers.ts";
import type { BadRow, RowWriter } from "../index.ts";
import { type Context, writeLine } from "./context.ts";

/** Writes skipped rows to a file. The file is created with the first skipped row. */
export class Rejects {
  #writer: RowWriter | undefined;
  #count = 0;

  constructor(readonly path: string) {}

  get count(): number {
    return this.#count;
  }

  readonly add = async ({ source, line, reason, raw }: BadRow): Promise<void> => {
    if (this.#writer === undefined) {
      const { createRowWriter } = await import("../index.ts");
      this.#writer = await createRowWriter(this.path, { format: "jsonl" });
    }
    this.#count++;
    await this.#writer.write({ text: "", fields: { source, line, reason, raw } }, {});
  };

  /** Completes the file. Call it after errors, too. */
  async finish(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    await writer?.finish();
  }

  /** Removes the file of an earlier run, if this run skipped no rows. A file that is not one of skipped rows is kept. */
  async removeEarlier(): Promise<void> {
    if (this.#count === 0 && (await isRejectsFile(this.path))) await rm(this.path, { force: true });
  }

  /** "3 rows skipped (see mails.rejects.jsonl)"; undefined if no rows were skipped. */
  get summary(): string | undefined {
    return this.#count === 0 ? undefined : `${counted(this.#count, "row")} skipped (see ${this.path})`;
  }

  /** Writes the summary to the standard error. */
  report({ stderr }: Pick<Context, "stderr">): void {
    if (this.summary !== undefined) writeLine(stderr, `${this.summary}.`);
  }
}

/** Whether a path is a regular file that begins as `add` writes it. */
async function isRejectsFile(path: string): Promise<boolean> {
  try {
    if (!(await stat(path)).isFile()) return false;
    for await (const start of readText(path)) return start.startsWith('{"source": ');
  } catch {
    // A file that cannot be read is not touched.
  }
  return false;
}

/** "sorted.csv.gz" -> "sorted.rejects.jsonl". */
export function rejectsBeside(path: string): string {
  return `${path.replace(/[/\\]+$/, "").replace(/(\.[^./\\]+)?(\.gz)?$/i, "")}.rejects.jsonl`;
}

/** "sorted.csv.gz" -> "sorted.incomplete.csv.gz". */
export function incompleteName(path: string): string {
  return path.replace(/((?:\.[^./\\]+)?(?:\.gz)?)$/i, ".incomplete$1");
}
