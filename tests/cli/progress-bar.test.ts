import { describe, expect, it } from "vitest";
import { ProgressBar, progressLine } from "../../src/cli/progress-bar.ts";
import { testContext } from "./contexts.ts";

describe("a progress line", () => {
  it("shows the stage, the share, the speed and the remaining time", () => {
    const line = progressLine({ label: "Classifying", done: 5000, unit: "rows", share: 0.25 }, 10_000);
    expect(line).toBe("Classifying  ██████░░░░░░░░░░░░░░░░░░  25 %  5,000 rows  500 rows/s  0:30 left");
  });

  it("shows no speed and no remaining time in the first second", () => {
    const line = progressLine({ label: "Classifying", done: 5, unit: "rows", share: 1 }, 999);
    expect(line).toBe("Classifying  ████████████████████████ 100 %  5 rows");
  });

  it("has no bar if the total is unknown", () => {
    const line = progressLine({ label: "Downloading", done: 34_100_000, unit: "bytes" }, 10_000);
    expect(line).toBe("Downloading  34.1 MB  3.4 MB/s");
  });
});

describe("a progress bar", () => {
  const step = { label: "Classifying", done: 1, unit: "rows" };

  it("writes nothing if the output is piped", () => {
    const context = testContext();
    const bar = new ProgressBar(context);
    bar.update(step);
    bar.clear();
    expect(context.written.stderr).toBe("");
  });

  it("draws at most ten times per second", () => {
    const context = testContext({ isTerminal: true });
    const bar = new ProgressBar(context);
    for (let i = 0; i < 100; i++) {
      bar.update({ ...step, done: i });
      context.wait(10);
    }
    expect(context.written.stderr.split("\r").length - 1).toBe(10);
  });

  it("leaves an empty line when it is cleared", () => {
    const context = testContext({ isTerminal: true });
    const bar = new ProgressBar(context);
    bar.update(step);
    bar.clear();
    bar.clear();
    expect(context.written.stderr).toBe("\r\u001b[2KClassifying  1 rows\r\u001b[2K");
  });

  it("is never wider than the terminal", () => {
    const context = testContext({ isTerminal: true });
    new ProgressBar(context).update({ ...step, label: "x".repeat(200) });
    expect(context.written.stderr.replace("\r\u001b[2K", "")).toHaveLength(79);
  });
});
