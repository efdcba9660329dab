import { cp, open } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { bundledEncoderFolder } from "../../../src/encoder/bundled-encoder.ts";
import type { Encoder } from "../../../src/encoder/encoder.ts";
import { InputError, ModelFileError } from "../../../src/errors.ts";
import { openEncoder } from "../../../src/hub/open-encoder.ts";
import { rowOf } from "../../../src/math/matrix.ts";
import { type Adapter, zeroAdapter } from "../../../src/tuning/adapter/adapter.ts";
import { openTunedEncoder } from "../../../src/tuning/adapter/open-tuned-encoder.ts";
import { openTunableBase, type TunableBase } from "../../../src/tuning/adapter/tunable-base.ts";
import { TuningEngine } from "../../../src/tuning/loop/tuning-engine.ts";
import { cosine } from "../../encoder/contract.ts";
import { temporaryFolder } from "../../encoder/temporary-folder.ts";
import { embedWith } from "../embed-with.ts";
import { randomAdapter } from "../random-adapter.ts";

const texts = ["meow", "Where is my parcel?", "It was a dull film, and far too long. ".repeat(40)];
let base: TunableBase;
let adapter: Adapter;
let frozen: Encoder;
let tuned: Encoder;

beforeAll(async () => {
  base = await openTunableBase();
  adapter = randomAdapter(base.weights);
  frozen = await openEncoder("bundled", { threads: 1 });
  tuned = await openTunedEncoder(adapter, { threads: 1 });
  return () => Promise.all([frozen.dispose(), tuned.dispose()]);
});

async function openTuned(each: Adapter): Promise<Encoder> {
  const encoder = await openTunedEncoder(each, { threads: 1 });
  onTestFinished(() => encoder.dispose());
  return encoder;
}

describe("a tuned encoder", () => {
  it("with an adapter of zeros gives the base encoder's vectors bit for bit", async () => {
    const untuned = await openTuned(zeroAdapter(base.weights));
    expect(await untuned.embed(texts)).toEqual(await frozen.embed(texts));
  });

  it("gives nearly the vectors of base and adapter in float32", async () => {
    const engine = await TuningEngine.open(base.weights, { threads: 1 });
    onTestFinished(() => engine.release());
    const found = await tuned.embed(texts);
    const wanted = await embedWith(engine, base.tokenizer, adapter, texts);
    const untuned = await frozen.embed(texts);
    for (const i of texts.keys()) {
      expect(cosine(rowOf(found, i), rowOf(wanted, i))).toBeGreaterThan(0.995);
      expect(cosine(rowOf(untuned, i), rowOf(wanted, i))).toBeLessThan(0.97);
    }
  });

  it("has the base encoder's space statistics, size and name", () => {
    expect(tuned.background).toEqual(frozen.background);
    expect(tuned.identity.dimensions).toBe(frozen.identity.dimensions);
    expect(tuned.identity.name).toBe(`${frozen.identity.name}, tuned`);
  });

  it("has a fingerprint that depends on the adapter and its scale, not on the threads", async () => {
    const others = [zeroAdapter(base.weights), { ...adapter, scale: 1 }];
    const encoders = await Promise.all(others.map(openTuned));
    const fingerprints = [frozen, tuned, ...encoders].map(({ identity }) => identity.fingerprint);
    expect(new Set(fingerprints).size).toBe(4);
    const again = await openTunedEncoder({ ...adapter, data: adapter.data.slice() }, { threads: 2 });
    onTestFinished(() => again.dispose());
    expect(again.identity).toEqual(tuned.identity);
  });

  it("rejects an invalid number of threads", async () => {
    await expect(openTunedEncoder(adapter, { threads: 0 })).rejects.toThrow(InputError);
  });
});

describe("the base encoder", () => {
  it("has the identity of the bundled encoder", () => {
    expect(base.identity).toEqual(frozen.identity);
  });

  it("is rejected if a byte of its graph was changed", async () => {
    const folder = join(await temporaryFolder(), "encoder");
    await cp(bundledEncoderFolder, folder, { recursive: true });
    const file = await open(join(folder, "model.onnx"), "r+");
    await file.write(Uint8Array.of(1, 2, 3), 0, 3, 10_000_000);
    await file.close();
    const damaged = /model\.onnx: This file is damaged or was changed/;
    await expect(openTunableBase(folder)).rejects.toThrow(damaged);
    await expect(openTunedEncoder(adapter, { folder })).rejects.toThrow(damaged);
  });

  it("is rejected if it is another encoder", async () => {
    const folder = join(import.meta.dirname, "../../encoder/fixtures/cls");
    await expect(openTunableBase(folder)).rejects.toThrow(ModelFileError);
    await expect(openTunedEncoder(adapter, { folder })).rejects.toThrow(ModelFileError);
  });
});
