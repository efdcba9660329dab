import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { balanceOf, chooseEncoder } from "../../src/hub/choose-encoder.ts";

const english = [
  "Where is my parcel? It was supposed to be here on Monday and nobody answers the phone.",
  "I would like to return the shoes, because they are too small, and get my money back.",
];
const german = [
  "Wo bleibt eigentlich meine Lieferung? Niemand beantwortet meine verzweifelten Anfragen beim Kundendienst.",
  "Die zurückgeschickten Wanderschuhe wurden immer noch nicht erstattet, obwohl die Frist abgelaufen ist.",
];

/** Puts an encoder with a vocabulary for many languages into a store: 100,000 pieces that no text has. */
function storeOf(bytes: number, dimensions: number): string {
  const store = mkdtempSync(join(tmpdir(), "pilesort-store-"));
  const folder = join(store, "many-languages");
  cpSync(join(import.meta.dirname, "../encoder/fixtures/xlm-roberta"), folder, { recursive: true });
  const path = join(folder, "tokenizer.json");
  const definition = JSON.parse(readFileSync(path, "utf8"));
  for (let i = 0; i < 100_000; i++) definition.model.vocab.push([`▁x${i}`, -20]);
  writeFileSync(path, JSON.stringify(definition));
  const files = { "model.onnx": { bytes, sha256: "0".repeat(64) } };
  const source = { name: "many-languages", repository: "a/b", commit: "c", dimensions, prefix: "", files };
  writeFileSync(join(folder, "encoder-source.json"), JSON.stringify(source));
  return store;
}

describe("chooseEncoder", () => {
  let [small, large, empty]: string[] = [];
  beforeAll(() => {
    small = storeOf(1e6, 16);
    large = storeOf(1e9, 768);
    empty = join(small, "nothing");
  });
  afterAll(() => {
    for (const store of [small, large]) rmSync(store, { recursive: true, force: true });
  });

  it.each([
    ["English texts", [english], "balanced", "bundled"],
    ["German texts", [german], "balanced", "many-languages"],
    ["English descriptions and German texts", [english, german], "balanced", "many-languages"],
    ["no texts at all", [[]], "balanced", "bundled"],
    ["English texts, by speed, if the other one is smaller", [english], "speed", "many-languages"],
    ["English texts, by accuracy, if the other one has shorter vectors", [english], "accuracy", "bundled"],
  ] as const)("chooses for %s (%#)", async (_, groups, balance, name) => {
    expect(await chooseEncoder(groups, balance, small)).toBe(name);
  });

  it.each([
    ["accuracy", "many-languages"],
    ["speed", "bundled"],
    ["balanced", "bundled"],
  ] as const)("weighs %s if the other encoder is larger", async (balance, name) => {
    expect(await chooseEncoder([english], balance, large)).toBe(name);
  });

  it("chooses the bundled encoder if none knows the language, so that training warns", async () => {
    expect(await chooseEncoder([german], "balanced", empty)).toBe("bundled");
  });
});

it("knows which values of the option encoder are a choice", () => {
  expect(["auto", "auto:speed", "auto:accuracy", "bundled", "toString", undefined].map(balanceOf)).toEqual([
    "balanced",
    "speed",
    "accuracy",
    undefined,
    undefined,
    undefined,
  ]);
});
