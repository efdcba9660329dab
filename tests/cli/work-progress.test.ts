import { expect, it } from "vitest";
import { WorkProgress } from "../../src/cli/work-progress.ts";
import type { ProgressEvent } from "../../src/index.ts";
import { testContext } from "./contexts.ts";

const generation = {
  round: "classes",
  examples: 120,
  rejected: 1,
  tokensIn: 900,
  tokensOut: 350,
  inFlight: 16,
} as const;
const event: ProgressEvent = { stage: "generate", done: 5, total: 20, unit: "calls", generation };

it("a running generation shows calls, examples, dropped texts, tokens, cost and open calls", () => {
  const context = testContext({ isTerminal: true });
  Object.assign(context.stderr, { columns: 200 });
  const progress = new WorkProgress(context, false);
  progress.listen({ ...event, generation: { ...generation, cost: 0.021 } });
  expect(context.written.stderr.replace("\r\u001b[2K", "")).toBe(
    "Generating examples of each class  ██████░░░░░░░░░░░░░░░░░░  25 %  5 calls  120 examples  1 dropped  1,250 tokens  cost 0.021  16 open calls",
  );
});

it("each round of a generation writes a line at its end, even if the output is piped", () => {
  const context = testContext();
  const progress = new WorkProgress(context, false);
  progress.listen(event);
  context.wait(4200);
  progress.listen({ ...event, done: 20, generation: { ...generation, examples: 240, inFlight: 0 } });
  progress.listen({
    ...event,
    done: 0,
    total: 2,
    generation: { ...generation, round: "borders", inFlight: 0 },
  });
  progress.end();
  progress.end();
  expect(context.written.stderr).toBe(
    "Generating examples of each class: 240 examples, 1 dropped, 1,250 tokens, 4.2 s\n" +
      "Generating examples of confused classes and out of scope: 120 examples, 1 dropped, 1,250 tokens, 0.0 s\n",
  );
});

it("a running fine-tuning shows its share of the work, the epoch and the accuracy", () => {
  const context = testContext({ isTerminal: true });
  Object.assign(context.stderr, { columns: 200 });
  const tuning = { epoch: 2, epochs: 10, loss: 0.714, heldOutAccuracy: 0.875, share: 0.5 };
  new WorkProgress(context, false).listen({ stage: "tune", done: 12, total: 60, unit: "steps", tuning });
  expect(context.written.stderr.replace("\r\u001b[2K", "")).toBe(
    "Fine-tuning the encoder  ████████████░░░░░░░░░░░░  50 %  12 steps  epoch 2 of 10  accuracy 87.5 % on held-out examples  loss 0.71",
  );
});
