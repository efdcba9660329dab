import { beforeEach, describe, expect, it, vi } from "vitest";
import { EncoderSlot } from "../../src/classifier/encoder-slot.ts";
import type { Encoder } from "../../src/encoder/encoder.ts";
import { createHashingEncoder } from "../../src/encoder/hashing-encoder.ts";
import type { TrainedModel } from "../../src/trained-model/trained-model.ts";
import type { Adapter } from "../../src/tuning/adapter/adapter.ts";
import { openTunedEncoder } from "../../src/tuning/adapter/open-tuned-encoder.ts";

vi.mock("../../src/tuning/adapter/open-tuned-encoder.ts", () => ({ openTunedEncoder: vi.fn() }));

/** An adapter that nothing is read of. */
function anAdapter(): Adapter {
  return { rank: 1, scale: 1, blocks: [], data: new Float32Array(0) };
}

/** An encoder that counts how often it is closed. */
function countingEncoder(): Encoder & { closed: number } {
  const encoder = { ...createHashingEncoder(), closed: 0, dispose: async () => void encoder.closed++ };
  return encoder;
}

describe("the slot of a fine-tuned encoder", () => {
  const open = vi.mocked(openTunedEncoder);
  beforeEach(() => open.mockReset());

  it("opens it once for all callers, and again after a failure", async () => {
    open.mockRejectedValueOnce(new Error("no room")).mockResolvedValue(createHashingEncoder());
    const slot = new EncoderSlot({});
    const adapter = anAdapter();
    await expect(slot.openTuned(adapter)).rejects.toThrow("no room");
    const [first, second] = await Promise.all([slot.openTuned(adapter), slot.openTuned(adapter)]);
    expect(second).toBe(first);
    expect(open).toHaveBeenCalledTimes(2);
  });

  it("holds one at a time, and opens another encoder for another adapter", async () => {
    open.mockImplementation(async () => createHashingEncoder());
    const slot = new EncoderSlot({});
    const [one, other] = [anAdapter(), anAdapter()];
    const before = await slot.openTuned(one);
    expect(await slot.openTuned(other)).not.toBe(before);
    expect(open).toHaveBeenCalledTimes(2);
  });

  it("closes the encoders that it keeps, but not an encoder that the caller passed in", async () => {
    const [brought, tuned] = [countingEncoder(), countingEncoder()];
    const slot = new EncoderSlot({ encoder: brought });
    await slot.open();
    slot.keep({ parts: { learnt: { adapter: anAdapter() } }, encoder: tuned } as unknown as TrainedModel);
    await slot.dispose();
    expect([brought.closed, tuned.closed]).toEqual([0, 1]);
    await slot.dispose();
    expect(tuned.closed).toBe(1);
  });
});
