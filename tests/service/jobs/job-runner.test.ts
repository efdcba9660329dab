import { describe, expect, it } from "vitest";
import { CancelledError } from "../../../src/index.ts";
import type { Job, JobContext, JobWork } from "../../../src/service/jobs/job.ts";
import { JobRunner, type JobRunnerOptions } from "../../../src/service/jobs/job-runner.ts";
import { MemoryJobStore } from "../../../src/service/jobs/memory-job-store.ts";

function runner(options: Partial<JobRunnerOptions> = {}) {
  const jobs = new JobRunner({
    store: memory(),
    describeError: (error) => (error as Error).message,
    ...options,
  });
  const submit = (run: JobWork) => jobs.submit({ kind: "train", subject: "mail" }, run);
  return { jobs, submit };
}

function memory(): MemoryJobStore {
  let count = 0;
  return new MemoryJobStore(() => `job-${++count}`);
}

const untilStopped: JobWork = ({ signal }) =>
  new Promise<never>((_, reject) =>
    signal.addEventListener("abort", () => reject(new CancelledError("Stopped on request."))),
  );

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

async function lastOf(jobs: AsyncIterable<Job>): Promise<Job> {
  let last: Job | undefined;
  for await (const job of jobs) last = job;
  return last as Job;
}

describe("jobs", () => {
  it("run one after the other and keep what they return", async () => {
    const { jobs, submit } = runner();
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await turn();
      order.push(`${name} ends`);
      return name;
    };
    const [first, second] = [await submit(work("first")), await submit(work("second"))];
    expect([first.state, second.state]).toEqual(["running", "queued"]);
    expect(await lastOf(jobs.watch(second.id))).toMatchObject({ state: "done", result: "second" });
    expect(order).toEqual(["first begins", "first ends", "second begins", "second ends"]);
    expect((await jobs.list()).map(({ id }) => id)).toEqual(["job-2", "job-1"]);
    expect(jobs.open).toBe(0);
  });

  it("tell their progress to everybody who watches", async () => {
    const { jobs, submit } = runner();
    let context: JobContext | undefined;
    let finish = () => {};
    const { id } = await submit((given) => {
      context = given;
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    const seen: (string | number)[] = [];
    const watched = (async () => {
      for await (const { state, progress } of jobs.watch(id)) seen.push(progress?.done ?? state);
    })();
    for (const done of [1, 2]) {
      await turn();
      context?.onProgress({ stage: "embed", unit: "texts", done, total: 2 });
    }
    await turn();
    finish();
    await watched;
    expect(seen).toEqual(["running", 1, 2, 2]);
  });

  it("store their progress once per interval, and the latest one at the end", async () => {
    const seen: (number | undefined)[] = [];
    const onChange = ({ progress }: Job) => seen.push(progress?.done);
    const { jobs, submit } = runner({ progressMilliseconds: 60_000, onChange });
    await submit(async ({ onProgress }) => {
      for (let done = 1; done <= 100; done++) onProgress({ stage: "fit", unit: "steps", done });
    });
    await jobs.idle();
    expect(seen).toEqual([undefined, 1, 100]);
  });

  it("that fail keep one sentence", async () => {
    const { jobs, submit } = runner();
    const { id } = await submit(() => Promise.reject(new Error("There is no data.")));
    expect(await lastOf(jobs.watch(id))).toMatchObject({ state: "failed", error: "There is no data." });
  });

  it("can be cancelled while they run and while they wait", async () => {
    const { jobs, submit } = runner();
    const [running, waiting] = [await submit(untilStopped), await submit(async () => "never")];
    expect((await jobs.stop(waiting.id)).state).toBe("cancelled");
    expect((await jobs.stop(running.id)).state).toBe("stopping");
    expect(await lastOf(jobs.watch(running.id))).toMatchObject({ state: "cancelled" });
    expect((await jobs.stop(running.id)).state).toBe("cancelled");
    expect(jobs.open).toBe(0);
  });

  it("can end early and keep what they have", async () => {
    const { jobs, submit } = runner();
    const { id } = await submit(
      ({ finish }) =>
        new Promise((resolve) => finish.addEventListener("abort", () => resolve("best so far"))),
    );
    await jobs.stop(id, "finish");
    expect(await lastOf(jobs.watch(id))).toMatchObject({ state: "done", result: "best so far" });
  });

  it("that have ended can begin again, and lose what they said before", async () => {
    const { jobs, submit } = runner();
    const { id } = await submit(() => Promise.reject(new Error("There is no data.")));
    await jobs.idle();
    const again = await jobs.resume(id, untilStopped);
    expect([again.state, again.error, again.endedAt]).toEqual(["running", undefined, undefined]);
    // It runs already, so this does nothing.
    expect((await jobs.resume(id, async () => "twice")).state).toBe("running");
    await jobs.close();
    expect((await jobs.get(id))?.state).toBe("cancelled");
  });

  it("are rejected if too many wait", async () => {
    const { jobs, submit } = runner({ maxQueued: 1 });
    await submit(untilStopped);
    await submit(untilStopped);
    await expect(submit(untilStopped)).rejects.toThrow("The maximum of 1 jobs waits already");
    await jobs.close();
  });

  it("are rejected at once if another one is just being stored", async () => {
    const { jobs, submit } = runner({ maxQueued: 0, fullMessage: "Another job runs." });
    const both = await Promise.allSettled([submit(untilStopped), submit(untilStopped)]);
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    await expect(submit(untilStopped)).rejects.toThrow("Another job runs.");
    await jobs.close();
    await expect(submit(async () => {})).resolves.toMatchObject({ kind: "train" });
  });

  it("all end when the runner closes", async () => {
    const { jobs, submit } = runner();
    const ids = [(await submit(untilStopped)).id, (await submit(untilStopped)).id];
    await jobs.close();
    for (const id of ids) expect((await jobs.get(id))?.state).toBe("cancelled");
  });

  it("do not run if the store cannot say so, and do not hold up the next one", async () => {
    const store = memory();
    const update = store.update.bind(store);
    let isBroken = true;
    store.update = (...change) =>
      isBroken ? Promise.reject(new Error("The disk is full.")) : update(...change);
    const { jobs, submit } = runner({ store });
    let isRun = false;
    const work = async () => {
      isRun = true;
    };
    await expect(submit(work)).rejects.toThrow("The disk is full.");
    expect(isRun).toBe(false);
    isBroken = false;
    const { id } = await submit(work);
    expect(await lastOf(jobs.watch(id))).toMatchObject({ state: "done" });
  });

  it("stop to be watched when the watcher leaves", async () => {
    const { jobs, submit } = runner();
    const { id } = await submit(untilStopped);
    const watcher = new AbortController();
    const watched = lastOf(jobs.watch(id, watcher.signal));
    await turn();
    watcher.abort();
    expect((await watched).state).toBe("running");
    await jobs.close();
  });

  it("are forgotten in the order of their age, those that run never", async () => {
    const store = memory();
    const add = () => store.add({ kind: "train", subject: "mail" });
    const running = await add();
    await store.update(running.id, { state: "running" });
    for (let i = 0; i < 250; i++) await store.update((await add()).id, { state: "done" });
    expect(await store.list()).toHaveLength(201);
    expect(await store.get(running.id)).toBeDefined();
    expect(await store.get("job-51")).toBeUndefined();
    expect(await store.get("job-52")).toBeDefined();
  });

  it("that are unknown are an error", async () => {
    const { jobs } = runner();
    expect(await jobs.get("x")).toBeUndefined();
    await expect(jobs.stop("x")).rejects.toThrow('There is no job "x".');
  });
});
