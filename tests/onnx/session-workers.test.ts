import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { SessionWorkers } from "../../src/onnx/session-workers.ts";

const run = promisify(execFile);
const model = join(import.meta.dirname, "../../assets/encoder/model.onnx");
const program = join(import.meta.dirname, "fixtures/end-workers.ts");

describe("SessionWorkers", () => {
  // Ending a thread during a call into onnxruntime aborts the process.
  it.each([
    ["close", "opening"],
    ["close", "running"],
    ["exit", "opening"],
    ["exit", "running"],
  ])("can be ended by %s while they are %s", async (way, state) => {
    // It rejects if the exit status is not 0.
    await expect(
      run(process.execPath, ["--import", "tsx", program, model, way, state], { timeout: 120_000 }),
    ).resolves.toBeDefined();
  });

  it("fail runs after they were closed", async () => {
    const workers = new SessionWorkers(model, 1, { threads: 1, exactInt8Products: false });
    await workers.close();
    await expect(workers.run({}, ["embedding"])).rejects.toThrow("ended");
    await expect(workers.ready()).rejects.toThrow("ended");
  });
});
