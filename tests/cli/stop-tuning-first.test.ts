import { describe, expect, it } from "vitest";
import { stopTuningFirst } from "../../src/cli/stop-tuning-first.ts";
import type { ProgressEvent } from "../../src/index.ts";

function event(stage: ProgressEvent["stage"]): ProgressEvent {
  return { stage, done: 1, unit: "steps" } as ProgressEvent;
}

describe("an interruption", () => {
  it.each([
    ["during fine-tuning ends only the fine-tuning", ["embed", "tune"], "SIGINT", [true, false]],
    ["before fine-tuning ends the work", ["embed"], "SIGINT", [false, true]],
    ["after fine-tuning ends the work", ["tune", "fit"], "SIGINT", [false, true]],
    ["before any progress event ends the work", [], "SIGINT", [false, true]],
    ["by SIGTERM during fine-tuning ends the work", ["tune"], "SIGTERM", [false, true]],
  ] as const)("%s", (_, stages, reason, [tuning, work]) => {
    const user = new AbortController();
    const stop = stopTuningFirst(user.signal);
    for (const stage of stages) stop.listen(event(stage));
    user.abort(reason);
    expect([stop.tuning.aborted, stop.work.aborted]).toEqual([tuning, work]);
    expect((tuning ? stop.tuning : stop.work).reason).toBe(reason);
  });

  it("that came before the work ends it immediately", () => {
    expect(stopTuningFirst(AbortSignal.abort("SIGINT")).work.aborted).toBe(true);
  });
});
