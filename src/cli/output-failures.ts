import type { Writable } from "node:stream";
import { codeOf, diskFailures } from "../files/file-errors.ts";
import type { Context } from "./context.ts";

/** What became of the standard output. A process whose output breaks must not end with a stack. */
export class OutputFailures {
  readonly #stdout: Writable;
  #failure: unknown;

  /** Listens to both streams. The standard error has nobody left who could be told, so its failures are ignored. */
  constructor({ stdout, stderr }: Pick<Context, "stdout" | "stderr">) {
    this.#stdout = stdout;
    stdout.on("error", (error) => {
      this.#failure ??= error;
    });
    stderr.on("error", () => {});
  }

  /** Waits until everything was written or could not be. */
  async settle(): Promise<void> {
    await new Promise<void>((resolve) => {
      if (this.#stdout.destroyed || this.#stdout.writableEnded) resolve();
      else this.#stdout.write("", () => resolve());
    });
    // Errors are told after the callback of the write that failed.
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Whether the reader of the output has ended, as `head` does when it has seen enough. */
  get isClosed(): boolean {
    return codeOf(this.#failure) === "EPIPE";
  }

  /** A sentence if the output could not be written for another reason. */
  get sentence(): string | undefined {
    if (this.#failure === undefined || this.isClosed) return undefined;
    const code = codeOf(this.#failure);
    return `The standard output could not be written completely, since ${diskFailures[code] ?? `the system reports ${code || "an error"}`}.`;
  }
}
