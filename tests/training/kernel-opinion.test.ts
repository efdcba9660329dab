import { describe, expect, it } from "vitest";
import { createHashingEncoder } from "../../src/encoder/hashing-encoder.ts";
import { rowOf } from "../../src/math/matrix.ts";
import { createRandom } from "../../src/math/random.ts";
import { type KernelInput, kernelOpinion } from "../../src/training/kernel-opinion.ts";

/** Texts whose class is which two words occur together; each word alone says nothing. */
async function task(rows: number): Promise<KernelInput> {
  const random = createRandom(4);
  const texts = Array.from({ length: rows }, (_, i) => {
    const filler = random
      .sampleWithoutReplacement(["now", "then", "soon", "again", "still", "ever"], 3)
      .join(" ");
    return `${i % 2 === 0 ? "late parcel" : "wrong charge"} ${filler} ${i}`;
  });
  const vectors = await createHashingEncoder(64).embed(texts);
  const all = Int32Array.from({ length: rows }, (_, i) => i);
  return {
    texts,
    vectors,
    labels: all.map((i) => i % 2),
    classes: 2,
    foldOf: all.map((i) => (i >> 1) % 5),
    groups: all,
    leaveOut: new Set(),
    random,
  };
}

describe("what similar texts say", () => {
  it("prefers the right class of a row whose label was made wrong", async () => {
    const input = await task(60);
    const labels = input.labels.slice();
    labels[7] = 0;
    const { scores, neighborLabels } = (await kernelOpinion({ ...input, labels }))!;
    for (const i of labels.keys()) {
      const [own, other] = [input.labels[i], 1 - input.labels[i]];
      expect(rowOf(scores, i)[own]).toBeGreaterThan(rowOf(scores, i)[other]);
    }
    expect(rowOf(neighborLabels, 7)[1]).toBeGreaterThan(0.8);
    expect(rowOf(neighborLabels, 7)[0] + rowOf(neighborLabels, 7)[1]).toBeCloseTo(1, 5);
  });

  it("does not count rows that are left out, but predicts them", async () => {
    const input = await task(60);
    const labels = input.labels.map((label, i) => (i < 20 ? 1 - label : label));
    const leaveOut = new Set(labels.subarray(0, 20).keys());
    const { scores, neighborLabels } = (await kernelOpinion({ ...input, labels, leaveOut }))!;
    for (const [i, own] of input.labels.entries()) {
      expect(rowOf(scores, i)[own]).toBeGreaterThan(rowOf(scores, i)[1 - own]);
      expect(rowOf(neighborLabels, i)[own]).toBeGreaterThan(0.8);
    }
  });

  it("does not count nearly equal texts", async () => {
    const input = await task(60);
    const copies = input.groups.map((group) => (group % 2 === 0 ? 0 : group));
    const { neighborLabels } = (await kernelOpinion({ ...input, groups: copies, foldOf: input.foldOf }))!;
    expect(rowOf(neighborLabels, 0)[0]).toBe(0);
  });

  it("compares many rows in blocks, and leaves out tasks of too many classes", async () => {
    const input = await task(2600);
    const { scores } = (await kernelOpinion(input))!;
    const right = input.labels.filter((label, i) => rowOf(scores, i)[label] > rowOf(scores, i)[1 - label]);
    expect(right.length).toBe(2600);
    expect(await kernelOpinion({ ...input, classes: 301 })).toBeUndefined();
  });

  it("is rejected after a cancellation", async () => {
    const input = await task(20);
    await expect(kernelOpinion({ ...input, signal: AbortSignal.abort() })).rejects.toThrow();
  });
});
