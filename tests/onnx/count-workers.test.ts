import { describe, expect, it } from "vitest";
import { countWorkers } from "../../src/onnx/count-workers.ts";

const gigabyte = 1024 ** 3;
const bundled = { modelBytes: 34e6, memoryBytes: 16 * gigabyte };

describe("the number of workers", () => {
  it.each([
    ["one thread", { ...bundled, threads: 1 }, 0],
    ["two threads", { ...bundled, threads: 2 }, 2],
    ["sixteen threads", { ...bundled, threads: 16 }, 16],
    ["sixty-four threads", { ...bundled, threads: 64 }, 16],
    ["little memory for two", { ...bundled, threads: 2, memoryBytes: gigabyte }, 0],
    ["a large model and much memory", { modelBytes: 1.2e9, threads: 8, memoryBytes: 64 * gigabyte }, 4],
    [
      "a large model and many threads, which are better in one session",
      { modelBytes: 1.2e9, threads: 64, memoryBytes: 64 * gigabyte },
      0,
    ],
  ])("suits %s", (_, limits, count) => {
    expect(countWorkers(limits)).toBe(count);
  });
});
