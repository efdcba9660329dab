import { type Readable, Writable } from "node:stream";
import { terminalSafeJson, terminalSafeLines } from "../files/terminal-text.ts";
import type { OutputFormat } from "../index.ts";
import { styled, terminalLine } from "./styled.ts";

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

/** Writes one line. What the terminal would obey is made visible, also an end of line within it. */
export function writeLine(stream: Terminal, line = ""): void {
  stream.write(`${terminalLine(line)}\n`);
}

/** Writes a text of several lines. Data in it must not hold ends of lines, see terminalSafe. */
export function writeLines(stream: Terminal, text: string): void {
  for (const line of text.split("\n")) writeLine(stream, line);
}

/** A warning in a line of its own, beside the results. */
export function writeWarning(message: string, { stderr, env }: Pick<Context, "stderr" | "env">): void {
  writeLine(stderr, `${styled("yellow", "Warning:", stderr, env)} ${message}`);
}

/** Returns a stream that writes rows to the standard output, made safe for a terminal. */
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
  // Whoever writes is told by its callback.
  return output.on("error", () => {});
}
