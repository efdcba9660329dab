import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runProgram } from "../../src/cli/run-program.ts";
import { InputError, ModelFileError } from "../../src/errors.ts";
import { addEncoder } from "../../src/hub/add-encoder.ts";
import { listEncoders } from "../../src/hub/list-encoders.ts";
import { openEncoder } from "../../src/hub/open-encoder.ts";
import { rowOf } from "../../src/math/matrix.ts";
import { version } from "../../src/version.ts";
import { testContext } from "../cli/contexts.ts";
import { cosine } from "../encoder/contract.ts";
import expected from "../encoder/fixtures/transformers.json" with { type: "json" };
import { temporaryFolder } from "../encoder/temporary-folder.ts";

const fixture = join(import.meta.dirname, "../encoder/fixtures/xlm-roberta");

const bert = join(import.meta.dirname, "../encoder/fixtures/bert");

describe("addEncoder", () => {
  it("puts an export into the store in int8, which then opens by its name with nearly the same vectors", async () => {
    const store = join(await temporaryFolder(), "store");
    const folder = await addEncoder(fixture, { store, name: "own", measure: false });
    expect(folder).toBe(join(store, "own"));
    expect(readFileSync(join(folder, "model.onnx")).equals(readFileSync(join(fixture, "model.onnx")))).toBe(
      false,
    );
    const encoder = await openEncoder("own", { store });
    onTestFinished(() => encoder.dispose());
    const found = await encoder.embed(expected.texts);
    const worst = Math.min(...expected["xlm-roberta"].map((vector, i) => cosine(rowOf(found, i), vector)));
    expect(worst).toBeGreaterThan(0.995);
    expect(await listEncoders({ store })).toContainEqual(
      expect.objectContaining({ name: "own", state: "pulled", dimensions: 16 }),
    );
  });

  it("keeps the graph in float32, and puts a prefix before the texts", async () => {
    const store = join(await temporaryFolder(), "store");
    const options = { store, name: "own", measure: false, precision: "float32", prefix: "query: " } as const;
    const folder = await addEncoder(bert, options);
    expect(readFileSync(join(folder, "model.onnx")).equals(readFileSync(join(bert, "model.onnx")))).toBe(
      true,
    );
    const [own, plain] = [await openEncoder("own", { store }), await openEncoder(bert)];
    onTestFinished(async () => {
      await own.dispose();
      await plain.dispose();
    });
    const found = rowOf(await own.embed(["the dog"]), 0);
    expect(cosine(found, rowOf(await plain.embed(["query: the dog"]), 0))).toBeGreaterThan(0.9999);
    expect(cosine(found, rowOf(await plain.embed(["the dog"]), 0))).toBeLessThan(0.9999);
  });

  it("replaces an encoder of the same name only if asked to", async () => {
    const store = join(await temporaryFolder(), "store");
    const options = { store, measure: false };
    const folder = await addEncoder(fixture, options);
    expect(folder).toBe(join(store, "xlm-roberta"));
    await expect(addEncoder(fixture, options)).rejects.toThrow(
      new InputError(
        'There is an encoder "xlm-roberta" in the store already; give another name, or force its replacement.',
      ),
    );
    expect(await addEncoder(fixture, { ...options, force: true })).toBe(folder);
  });

  it.each([
    [{ name: "bundled" }, 'The name "bundled" belongs to another encoder; choose another one.'],
    [
      { name: "multilingual-e5-small" },
      'The name "multilingual-e5-small" belongs to another encoder; choose another one.',
    ],
    [{ name: "../x" }, 'The option name must be letters, digits, "-", "_" and "."; got "../x".'],
  ])("rejects %j", async (options, message) => {
    await expect(addEncoder(fixture, options)).rejects.toThrow(new InputError(message));
  });

  it("rejects a folder without an encoder", async () => {
    const store = join(await temporaryFolder(), "store");
    await expect(addEncoder(await temporaryFolder(), { store, name: "own" })).rejects.toThrow(ModelFileError);
  });
});

it("pilesort encoders add says how to train with the encoder", async () => {
  const folder = await temporaryFolder();
  cpSync(fixture, join(folder, "support"), { recursive: true });
  const context = testContext();
  const words = [
    "encoders",
    "add",
    join(folder, "support"),
    "--store",
    join(folder, "store"),
    "--no-measure",
  ];
  expect(await runProgram(words, version, context)).toBe(0);
  expect(context.written.stdout).toContain("Use it in training: pilesort train --encoder support --store");
});
