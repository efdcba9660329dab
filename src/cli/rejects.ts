import type { BadRow, RowWriter } from "../index.ts";
import { type Context, writeLine } from "./context.ts";
import { counted } from "./readable-numbers.ts";

/** The file of the rows that were skipped. It is there only if there are any. */
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

  /** Makes the file appear, whatever else went wrong. */
  async finish(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    await writer?.finish();
  }

  /** "3 rows skipped (see mails.rejects.jsonl)"; nothing if none was. */
  get summary(): string | undefined {
    return this.#count === 0 ? undefined : `${counted(this.#count, "row")} skipped (see ${this.path})`;
  }

  /** Says how many rows were skipped in a line of its own. */
  report({ stderr }: Pick<Context, "stderr">): void {
    if (this.summary !== undefined) writeLine(stderr, `${this.summary}.`);
  }
}

/** "sorted.csv.gz" -> "sorted.rejects.jsonl". */
export function rejectsBeside(path: string): string {
  return `${path.replace(/[/\\]+$/, "").replace(/(\.[^./\\]+)?(\.gz)?$/i, "")}.rejects.jsonl`;
}

/** "sorted.csv.gz" -> "sorted.incomplete.csv.gz". */
export function incompleteName(path: string): string {
  return path.replace(/((?:\.[^./\\]+)?(?:\.gz)?)$/i, ".incomplete$1");
}
