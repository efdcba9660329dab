import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";

export const root = join(import.meta.dirname, "../..");

export interface Finished {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Run {
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
}

type Variables = Readonly<Record<string, string>>;

/**
 * Starts the built command line as a user would. Without input, its standard input is empty.
 * @param variables environment variables in addition to those of the tests
 */
export function start(
  words: readonly string[],
  cwd: string,
  input: string | "open" = "",
  variables: Variables = {},
): Run {
  const command = [join(root, "dist/cli/main.js"), ...words];
  const child = spawn(process.execPath, command, {
    cwd,
    stdio: "pipe",
    env: { ...process.env, ...variables },
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (chunk: string) => {
      output[name] += chunk;
    });
  }
  // A process may end before it has read its input.
  child.stdin.on("error", () => {});
  if (input !== "open") child.stdin.end(input);
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => resolve({ status, signal, ...output }));
  });
  return { process: child, finished };
}

export function pilesort(
  words: readonly string[],
  cwd: string,
  input = "",
  variables: Variables = {},
): Promise<Finished> {
  return start(words, cwd, input, variables).finished;
}

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Makes an empty folder that is removed after the test. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "pilesort-cli-"));
  folders.push(folder);
  return folder;
}

/** Returns all paths in a folder. */
export function contents(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
}
