import type { Readable, Writable } from "node:stream";

/** The world as a command sees it, so that a command runs in a test as it does in a terminal. */
export interface Context {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since some moment; never runs backwards. */
  readonly now: () => number;
  /** Fires when the user wants the command to stop. */
  readonly signal: AbortSignal;
}

/** A stream that may be a screen. */
export type Terminal = Writable & { readonly isTTY?: boolean; readonly columns?: number };

export function writeLine(stream: Terminal, line = ""): void {
  stream.write(`${line}\n`);
}
