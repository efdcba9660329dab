import { spawn } from "node:child_process";
import { once } from "node:events";
import { getPriority } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CancelledError, InputError } from "../../src/index.ts";
import { runInProcess } from "../../src/service/work-process.ts";

const program = new URL("./fixtures/work-program.ts", import.meta.url);

/** Starts work. @returns its result, and the number of its process as soon as it runs */
function start(task: { readonly what: string; readonly bytes?: Uint8Array }) {
  const stop = new AbortController();
  let running = (_: number) => {};
  const pid = new Promise<number>((resolve) => {
    running = resolve;
  });
  const onProgress = ({ done }: { readonly done: number }) => running(done);
  const result = runInProcess<unknown>(program, task, { signal: stop.signal, onProgress });
  result.catch(() => {});
  return { result, pid, stop };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("work in a process of its own", () => {
  it("gets bytes, tells its progress, and returns bytes", async () => {
    const { result, pid } = start({ what: "double", bytes: Uint8Array.of(1, 2, 3) });
    expect(await result).toEqual(Uint8Array.of(2, 4, 6));
    expect(isRunning(await pid)).toBe(false);
  });

  it("has lower priority", async () => {
    const { result, pid, stop } = start({ what: "wait" });
    expect(getPriority(await pid)).toBeGreaterThan(getPriority());
    stop.abort();
    await expect(result).rejects.toBeInstanceOf(CancelledError);
  });

  it("fails with the sentence of its error", async () => {
    await expect(start({ what: "fail" }).result).rejects.toThrow(new InputError("The class has no name."));
    await expect(start({ what: "break" }).result).rejects.not.toBeInstanceOf(InputError);
    await expect(start({ what: "die" }).result).rejects.toThrow("ended before the job did (exit code 3)");
  });

  it("ends when it is cancelled, even if it computes and does not listen", async () => {
    const { result, pid, stop } = start({ what: "compute" });
    await pid;
    stop.abort();
    await expect(result).rejects.toBeInstanceOf(CancelledError);
    expect(isRunning(await pid)).toBe(false);
  });

  it("is not started if it was cancelled before", async () => {
    const signal = AbortSignal.abort();
    const never = runInProcess(program, { what: "double" }, { signal, onProgress: () => {} });
    await expect(never).rejects.toBeInstanceOf(CancelledError);
  });

  it("ends when the process that started it is killed", async () => {
    const parent = spawn(process.execPath, [
      "--import",
      "tsx",
      join(import.meta.dirname, "fixtures/work-parent.ts"),
    ]);
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    expect(isRunning(pid)).toBe(true);
    parent.kill("SIGKILL");
    await expect.poll(() => isRunning(pid), { timeout: 60_000 }).toBe(false);
  });
}, 300_000);
