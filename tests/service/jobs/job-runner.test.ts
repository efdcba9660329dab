import { describe, expect, it } from "vitest";
import { CancelledError, type ProgressEvent } from "../../../src/index.ts";
import type { Job } from "../../../src/service/jobs/job.ts";
import { JobRunner } from "../../../src/service/jobs/job-runner.ts";
import { MemoryJobStore } from "../../../src/service/jobs/memory-job-store.ts";

function runner(options: { maxRunning?: number; maxQueued?: number } = {}) {
  let count = 0;
  return new JobRunner({
    store: new MemoryJobStore(),
    describeError: (error) => (error as Error).message,
    newId: () => `job-${++count}`,
    ...options,
  });
}

const untilStopped = ({ signal }: { signal: AbortSignal }) =>
  new Promise<never>((_, reject) =>
    signal.addEventListener("abort", () => reject(new CancelledError("Stopped on request."))),
  );

async function lastOf(jobs: AsyncIterable<Job>): Promise<Job> {
  let last: Job | undefined;
  for await (const job of jobs) last = job;
  return last as Job;
}

describe("jobs", () => {
  it("run one after the other and keep what they return", async () => {
    const jobs = runner();
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push(`${name} ends`);
      return name;
    };
    const first = jobs.submit("train", "mail", work("first"));
    const second = jobs.submit("train", "mail", work("second"));
    expect([first.state, second.state]).toEqual(["running", "queued"]);
    expect(await lastOf(jobs.watch(second.id))).toMatchObject({ state: "done", result: "second" });
    expect(order).toEqual(["first begins", "first ends", "second begins", "second ends"]);
    expect(jobs.list().map(({ id }) => id)).toEqual(["job-2", "job-1"]);
    expect(jobs.open).toBe(0);
  });

  it("tell their progress to everybody who watches", async () => {
    const jobs = runner();
    let report: (event: ProgressEvent) => void = () => {};
    let finish = () => {};
    const { id } = jobs.submit("train", "mail", ({ onProgress }) => {
      report = onProgress;
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    const seen: (string | number)[] = [];
    const watched = (async () => {
      for await (const { state, progress } of jobs.watch(id)) seen.push(progress?.done ?? state);
    })();
    for (const done of [1, 2]) {
      await new Promise((resolve) => setImmediate(resolve));
      report({ stage: "embed", unit: "texts", done, total: 2 });
    }
    await new Promise((resolve) => setImmediate(resolve));
    finish();
    await watched;
    expect(seen).toEqual(["running", 1, 2, 2]);
  });

  it("that fail keep one sentence", async () => {
    const jobs = runner();
    const { id } = jobs.submit("train", "mail", () => Promise.reject(new Error("There is no data.")));
    expect(await lastOf(jobs.watch(id))).toMatchObject({ state: "failed", error: "There is no data." });
  });

  it("can be cancelled while they run and while they wait", async () => {
    const jobs = runner();
    const running = jobs.submit("train", "mail", untilStopped);
    const waiting = jobs.submit("train", "mail", async () => "never");
    expect(jobs.cancel(waiting.id).state).toBe("cancelled");
    jobs.cancel(running.id);
    expect(await lastOf(jobs.watch(running.id))).toMatchObject({ state: "cancelled" });
    expect(jobs.cancel(running.id).state).toBe("cancelled");
    expect(jobs.open).toBe(0);
  });

  it("are rejected if too many wait", () => {
    const jobs = runner({ maxQueued: 1 });
    jobs.submit("train", "mail", untilStopped);
    jobs.submit("train", "mail", untilStopped);
    expect(() => jobs.submit("train", "mail", untilStopped)).toThrow("The maximum of 1 jobs waits already");
  });

  it("all end when the runner stops", async () => {
    const jobs = runner();
    const ids = [1, 2].map(() => jobs.submit("train", "mail", untilStopped).id);
    await jobs.stop();
    expect(ids.map((id) => jobs.get(id).state)).toEqual(["cancelled", "cancelled"]);
  });

  it("stop to be watched when the watcher leaves", async () => {
    const jobs = runner();
    const { id } = jobs.submit("train", "mail", untilStopped);
    const watcher = new AbortController();
    const watched = lastOf(jobs.watch(id, watcher.signal));
    await new Promise((resolve) => setImmediate(resolve));
    watcher.abort();
    expect((await watched).state).toBe("running");
    await jobs.stop();
  });

  it("are forgotten in the order of their age, those that run never", () => {
    const store = new MemoryJobStore();
    const job = (id: string, state: Job["state"]): Job => ({
      id,
      kind: "train",
      subject: "mail",
      state,
      createdAt: "",
    });
    store.put(job("running", "running"));
    for (let i = 0; i < 250; i++) store.put(job(String(i), "done"));
    expect(store.list()).toHaveLength(201);
    expect(store.get("running")).toBeDefined();
    expect(store.get("49")).toBeUndefined();
    expect(store.get("50")).toBeDefined();
  });

  it("that are unknown are an error", () => {
    expect(() => runner().get("x")).toThrow('There is no job "x".');
  });
});
