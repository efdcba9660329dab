import { PassThrough, Readable } from "node:stream";
import type { Context, Terminal } from "../../src/cli/context.ts";

/** A context for tests: the input is given, the output is kept, and the clock moves only by `wait`. */
export interface TestContext extends Context {
  readonly written: { stdout: string; stderr: string };
  /** Moves the clock by this number of milliseconds. */
  wait(milliseconds: number): void;
  interrupt(): void;
}

export interface TestContextOptions {
  readonly input?: string;
  readonly isTerminal?: boolean;
}

export function testContext({ input = "", isTerminal = false }: TestContextOptions = {}): TestContext {
  const written = { stdout: "", stderr: "" };
  const stop = new AbortController();
  let time = 0;
  const output = (name: "stdout" | "stderr"): Terminal => {
    const stream = new PassThrough();
    stream.on("data", (chunk: Buffer) => {
      written[name] += chunk.toString();
    });
    return Object.assign(stream, { isTTY: isTerminal, columns: 80 });
  };
  return {
    stdin: Object.assign(Readable.from(input === "" ? [] : [Buffer.from(input)]), { isTTY: isTerminal }),
    stdout: output("stdout"),
    stderr: output("stderr"),
    env: {},
    now: () => time,
    signal: stop.signal,
    written,
    wait: (milliseconds) => {
      time += milliseconds;
    },
    interrupt: () => stop.abort("SIGINT"),
  };
}
