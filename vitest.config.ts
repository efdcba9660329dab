import { defineConfig } from "vitest/config";

/** Rooms whose tests change nothing outside of themselves. Their files share a process, so that modules are loaded once. */
const together = [
  "calibration",
  "class-groups",
  "evaluation",
  "files",
  "fine-tuning",
  "generation",
  "head",
  "hierarchy",
  "math",
  "model-file",
  "prompts",
  "report",
  "task",
  "trained-model",
  "training",
  "tuning",
  "words",
].map((room) => `tests/${room}/**/*.test.ts`);

export default defineConfig({
  test: {
    testTimeout: 180_000,
    hookTimeout: 120_000,
    // What a page shows after a request can take seconds on a busy machine.
    expect: { poll: { timeout: 30_000 } },
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: "alone", include: ["tests/**/*.test.ts"], exclude: together } },
      { extends: true, test: { name: "together", include: together, isolate: false } },
    ],
  },
});
