import { type Readable, Writable } from "node:stream";
import { terminalSafeJson, terminalSafeLines } from "../files/terminal-text.ts";
import type { OutputFormat } from "../index.ts";
import { styled, terminalLine } from "./styled.ts";

/** Everything that a command uses of its process, so that a test can replace it. */
export interface Context {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Returns a monotonic time in milliseconds. */
  readonly now: () => number;
  /** Fires when the user interrupts the command. */
  readonly signal: AbortSignal;
  /** Asks for more time to stop after a termination signal than a process usually gets. */
  readonly allowToStop?: (milliseconds: number) => void;
}

/** An output stream that may be a terminal. */
export type Terminal = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Writes one line. Control characters in it, line breaks included, are made visible. */
export function writeLine(stream: Terminal, line = ""): void {
  stream.write(`${terminalLine(line)}\n`);
}

/** Writes a text of several lines. Data in it must not contain line breaks (see terminalSafe). */
export function writeLines(stream: Terminal, text: string): void {
  for (const line of text.split("\n")) writeLine(stream, line);
}

/** Writes a warning as one line on the standard error. */
export function writeWarning(message: string, { stderr, env }: Pick<Context, "stderr" | "env">): void {
  writeLine(stderr, `${styled("yellow", "Warning:", stderr, env)} ${message}`);
}

/** Returns a stream that writes rows to the standard output and makes them safe for a terminal. */
export function rowOutput(stdout: Terminal, format: OutputFormat): Writable {
  const isJson = format === "jsonl" || format === "json";
  if (!isJson && !stdout.isTTY) return stdout;
  const change = isJson ? terminalSafeJson : terminalSafeLines;
  const output = new Writable({
    decodeStrings: false,
    write: (text, _encoding, done) => {
      stdout.write(change(String(text)), done);
    },
  });
  // The callback of each write reports the error, so the event needs no handling.
  return output.on("error", () => {});
}
