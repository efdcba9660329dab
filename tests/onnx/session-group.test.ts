import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { openSessionGroup, type SessionGroup } from "../../src/onnx/session-group.ts";
import { Tensor } from "../../src/onnx/tensor.ts";

const run = promisify(execFile);
const file = join(import.meta.dirname, "../encoder/fixtures/cls/model.onnx");
const outputs = ["token_embeddings"];
const open: SessionGroup[] = [];

async function openGroup(settings: object = {}): Promise<SessionGroup> {
  const group = await openSessionGroup(await readFile(file), {
    threads: 2,
    workBeforeWorkers: 10,
    ...settings,
  });
  open.push(group);
  return group;
}

/** Rows of words whose number depends on the place. */
function inputs(place: number) {
  const sizes = [2 + (place % 3), 3 + (place % 5)];
  const count = sizes[0] * sizes[1];
  return {
    input_ids: new Tensor(
      "int64",
      BigInt64Array.from({ length: count }, (_, i) => BigInt((place + i) % 20)),
      sizes,
    ),
    attention_mask: new Tensor("int64", new BigInt64Array(count).fill(1n), sizes),
  };
}

async function untilWorkersRun(group: SessionGroup): Promise<void> {
  for (let i = 0; i < 600 && !group.hasWorkers; i++) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(group.hasWorkers).toBe(true);
}

describe("a session with workers", () => {
  afterEach(async () => {
    for (const group of open.splice(0)) await group.release();
  });

  it("starts none for a single text and for little work", async () => {
    const group = await openGroup();
    await group.run(inputs(0), outputs);
    expect(group.forWork(9).lanes).toBe(1);
    expect(group.hasWorkers).toBe(false);
  });

  it("starts none for one thread", async () => {
    const group = await openGroup({ threads: 1 });
    expect(group.forWork(1000).lanes).toBe(1);
  });

  it.each([
    ["bytes", {}],
    ["a file", { file }],
  ])("gives the bits of this thread, from %s", async (_, settings) => {
    const group = await openGroup(settings);
    const expected = [];
    for (let i = 0; i < 12; i++) expected.push((await group.run(inputs(i), outputs))[outputs[0]]);
    const work = group.forWork(1000);
    expect(work.lanes).toBe(4);
    // While they start, this thread does the work.
    expect((await work.run(inputs(0), outputs))[outputs[0]].data).toEqual(expected[0].data);
    await untilWorkersRun(group);
    const found = await Promise.all(expected.map((_, i) => work.run(inputs(i), outputs)));
    for (const [i, { [outputs[0]]: tensor }] of found.entries()) {
      expect(tensor.data).toEqual(expected[i].data);
      expect(tensor.dims).toEqual(expected[i].dims);
    }
  });

  it("uses the workers although tensors that this thread gave were changed in place", async () => {
    const group = await openGroup();
    const { [outputs[0]]: tensor } = await group.run(inputs(0), outputs);
    tensor.data.fill(0 as never);
    group.forWork(1000);
    await untilWorkersRun(group);
  });

  it("does not use workers that have another graph", async () => {
    const other = join(import.meta.dirname, "../encoder/fixtures/mean/onnx/model.onnx");
    const group = await openGroup({ file: other });
    const { [outputs[0]]: expected } = await group.run(inputs(0), outputs);
    const work = group.forWork(1000);
    for (let i = 0; i < 600 && group.forWork(0).lanes > 1; i++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(group.hasWorkers).toBe(false);
    expect((await work.run(inputs(0), outputs))[outputs[0]].data).toEqual(expected.data);
  });

  it("does the work in this thread if the workers cannot start", async () => {
    const group = await openGroup({ file: "no such file" });
    const { [outputs[0]]: expected } = await group.run(inputs(0), outputs);
    const work = group.forWork(1000);
    for (let i = 0; i < 600 && group.forWork(0).lanes > 1; i++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await work.run(inputs(0), outputs))[outputs[0]].data).toEqual(expected.data);
  });

  it("distinguishes a run that failed in a worker from a lost worker", async () => {
    const group = await openGroup();
    await group.run(inputs(0), outputs);
    const work = group.forWork(1000);
    await untilWorkersRun(group);
    const { input_ids } = inputs(0);
    await expect(work.run({ input_ids }, outputs)).rejects.toThrow(/attention_mask/);
    expect(group.hasWorkers).toBe(true);
  });

  it("can be released while workers start", async () => {
    const group = await openGroup();
    await group.run(inputs(0), outputs);
    group.forWork(1000);
    await group.release();
    open.pop();
    expect(group.hasWorkers).toBe(false);
  });

  it.each(["ready", "starting"])("lets a process end while its workers are %s", async (state) => {
    const program = join(import.meta.dirname, "fixtures/leave-workers-open.ts");
    // It rejects if the exit status is not 0.
    const { stdout } = await run(process.execPath, ["--import", "tsx", program, state], { timeout: 60_000 });
    expect(stdout.trim()).toBe(state);
  });
});
