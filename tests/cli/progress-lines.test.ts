import { expect, it } from "vitest";
import { ProgressLines } from "../../src/cli/progress-lines.ts";
import { testContext } from "./contexts.ts";

const progress = { label: "Embedding", done: 10, total: 500, unit: "texts" };

it("a long stage writes a line, then one every 30 seconds, if the output is piped", () => {
  const context = testContext();
  const lines = new ProgressLines(context);
  for (let second = 0; second < 70; second++) {
    lines.update({ ...progress, done: second, notes: ["a note"] });
    context.wait(1000);
  }
  lines.clear();
  expect(context.written.stderr).toBe(
    "Embedding: 2 of 500 texts, a note, 0:02 so far\n" +
      "Embedding: 32 of 500 texts, a note, 0:32 so far\n" +
      "Embedding: 62 of 500 texts, a note, 1:02 so far\n",
  );
});

it("each stage writes its own lines", () => {
  const context = testContext();
  const lines = new ProgressLines(context);
  for (const label of ["Embedding", "Fitting", "Calibrating"]) {
    lines.update({ ...progress, label, total: undefined });
    context.wait(label === "Fitting" ? 500 : 3000);
    lines.update({ ...progress, label, total: undefined });
  }
  lines.clear();
  expect(context.written.stderr).toBe(
    "Embedding: 10 texts, 0:03 so far\nCalibrating: 10 texts, 0:03 so far\n",
  );
});

it("a finished stage writes no progress line", () => {
  const context = testContext();
  const lines = new ProgressLines(context);
  lines.update({ ...progress, done: 0 });
  context.wait(5000);
  lines.update({ ...progress, done: 500 });
  lines.clear();
  expect(context.written.stderr).toBe("");
});

it("no lines are written on a terminal", () => {
  const context = testContext({ isTerminal: true });
  const lines = new ProgressLines(context);
  lines.update(progress);
  context.wait(5000);
  lines.update(progress);
  expect(context.written.stderr).toBe("");
});

it("a stage of a single step shows its time only", () => {
  const context = testContext();
  const lines = new ProgressLines(context);
  const fitting = { label: "Fitting", done: 0, total: 1, unit: "steps" };
  lines.update(fitting);
  context.wait(5000);
  lines.update(fitting);
  lines.clear();
  expect(context.written.stderr).toBe("Fitting: 0:05 so far\n");
});
