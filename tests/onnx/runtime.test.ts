import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import type { Encoder } from "../../src/encoder/encoder.ts";
import { openOnnxEncoder } from "../../src/encoder/onnx-encoder.ts";
import { InputError } from "../../src/errors.ts";
import { openEncoder } from "../../src/hub/open-encoder.ts";
import { int8ProductsOverflow } from "../../src/onnx/int8-overflow.ts";
import { multiply } from "../../src/onnx/product.ts";
import { chooseRuntime, loadRuntime, type RuntimeChoice } from "../../src/onnx/runtime.ts";
import { openTunedEncoder } from "../../src/tuning/adapter/open-tuned-encoder.ts";
import { openTunableBase } from "../../src/tuning/adapter/tunable-base.ts";
import { TuningEngine } from "../../src/tuning/loop/tuning-engine.ts";
import { cosine } from "../encoder/contract.ts";
import { matrixOf } from "../math/matrices.ts";
import { randomAdapter } from "../tuning/random-adapter.ts";
import { tinyAdapter, tinyBatch, tinyBert, tinyWeights } from "../tuning/tiny-bert.ts";

const run = promisify(execFile);
const hideNative = join(import.meta.dirname, "fixtures/hide-native.mjs");
const program = join(import.meta.dirname, "fixtures/train-and-classify.ts");

function runProgram(...options: string[]): Promise<{ stdout: string; stderr: string }> {
  return run(process.execPath, ["--import", "tsx", ...options, program]);
}

afterEach(() => chooseRuntime("auto"));

/** Asks for numbers with each runtime. */
async function withBoth(
  ask: () => Promise<ArrayLike<number>>,
): Promise<{ native: number[]; wasm: number[] }> {
  const found: Partial<Record<RuntimeChoice, number[]>> = {};
  for (const runtime of ["native", "wasm"] as const) {
    chooseRuntime(runtime);
    expect((await loadRuntime()).name).toBe(runtime);
    found[runtime] = Array.from(await ask());
  }
  return found as { native: number[]; wasm: number[] };
}

const texts = [
  "meow",
  "Where is my parcel?",
  "",
  "The parcel came, but the box was torn open.",
  "money back please",
];

async function vectorsOf(opening: Promise<Encoder>): Promise<Float32Array> {
  const encoder = await opening;
  const { data } = await encoder.embed(texts);
  await encoder.dispose();
  return data;
}

function expectClose(found: readonly number[], wanted: readonly number[], within: number): void {
  expect(found.length).toBe(wanted.length);
  const differences = found.map((value, i) => Math.abs(value - wanted[i]));
  expect(Math.max(...differences)).toBeLessThan(within);
}

/**
 * If a value is half-way between two int8 steps, its last bit in float32 decides, and that bit differs from one kind of
 * processor to another. Most vectors of int8 encoders are equal within 1e-6, and a few have a cosine of 0.999.
 */
const leastCosine = 0.999;

describe("both runtimes", () => {
  it.each([
    ["the bundled encoder", () => openEncoder()],
    ["an export in float32", () => openOnnxEncoder(join(import.meta.dirname, "../encoder/fixtures/mean"))],
    [
      "a tuned encoder",
      async () => openTunedEncoder(randomAdapter((await openTunableBase()).weights), { threads: 1 }),
    ],
  ])("give the same vectors: %s", async (_, open) => {
    const { native, wasm } = await withBoth(() => vectorsOf(open()));
    const size = native.length / texts.length;
    const cosines = texts.map((_, i) =>
      cosine(native.slice(i * size, (i + 1) * size), wasm.slice(i * size, (i + 1) * size)),
    );
    expect(Math.min(...cosines)).toBeGreaterThan(leastCosine);
  });

  it("give the same matrix products, either side transposed", async () => {
    const a = matrixOf([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    for (const options of [{ transposeA: true }, { transposeB: true }]) {
      const { native, wasm } = await withBoth(async () => (await multiply(a, a, options)).data);
      expectClose(wasm, native, 1e-6);
    }
  });

  it("give the same loss and gradients of fine-tuning, with dropout", async () => {
    const { native, wasm } = await withBoth(async () => {
      const engine = await TuningEngine.open(tinyWeights(), tinyBert);
      await engine.useAdapter(tinyAdapter());
      const step = await engine.step(tinyBatch(), matrixOf(tinyBert.classes), { seed: 1, outOf256: 26 });
      await engine.release();
      return [step.loss, ...step.adapter.data, ...step.classes.data];
    });
    expectClose(wasm, native, 1e-4);
  });
});

describe("without the native runtime", () => {
  it("a program gives the same answers, within 1e-3 on average, and gets one warning", async () => {
    const native = await runProgram();
    const wasm = await runProgram("--import", hideNative);
    const [found, wanted] = [wasm, native].map(({ stdout }): number[] => JSON.parse(stdout).flat());
    expectClose(found, wanted, 0.01);
    const differences = found.map((value, i) => Math.abs(value - wanted[i]));
    expect(differences.reduce((sum, each) => sum + each, 0) / differences.length).toBeLessThan(1e-3);
    expect(native.stderr).toBe("");
    expect(wasm.stderr.match(/WebAssembly/g)).toHaveLength(1);
    expect(wasm.stderr).toContain(
      "[PILESORT_WASM_RUNTIME] PilesortWarning: The native runtime onnxruntime-node cannot be loaded",
    );
    expect(wasm.stderr).toContain("npm install onnxruntime-node");
  });
});

describe("the choice of the runtime", () => {
  it("is rejected if it is none of the three", () => {
    expect(() => chooseRuntime("gpu" as RuntimeChoice)).toThrow(InputError);
    expect(() => chooseRuntime("gpu" as RuntimeChoice)).toThrow(
      'The option runtime must be "auto", "native" or "wasm"',
    );
  });
});

describe("the probe of int8 products", () => {
  it("finds no overflow in WebAssembly", async () => {
    chooseRuntime("wasm");
    expect(await int8ProductsOverflow()).toBe(false);
  });
});
