import type { Writable } from "node:stream";
import { codeOf, diskFailures } from "../files/file-errors.ts";
import type { Context } from "./context.ts";

/** Records errors of the standard output, so that the process does not end with a stack trace. */
export class OutputFailures {
  readonly #stdout: Writable;
  #failure: unknown;

  /** Listens to both streams. Errors of the standard error are ignored, because they cannot be reported anywhere. */
  constructor({ stdout, stderr }: Pick<Context, "stdout" | "stderr">) {
    this.#stdout = stdout;
    stdout.on("error", (error) => {
      this.#failure ??= error;
    });
    stderr.on("error", () => {});
  }

  /** Waits until all output is written or has failed. */
  async settle(): Promise<void> {
    await new Promise<void>((resolve) => {
      if (this.#stdout.destroyed || this.#stdout.writableEnded) resolve();
      else this.#stdout.write("", () => resolve());
    });
    // The error event follows the callback of the failed write.
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Whether the program that reads the output has ended, for example `head`. */
  get isClosed(): boolean {
    return codeOf(this.#failure) === "EPIPE";
  }

  /** A message if the output could not be written for another reason. */
  get sentence(): string | undefined {
    if (this.#failure === undefined || this.isClosed) return undefined;
    const code = codeOf(this.#failure);
    return `The standard output could not be written completely, since ${diskFailures[code] ?? `the system reports ${code || "an error"}`}.`;
  }
}
