import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openBoundedTokenizer } from "../../src/encoder/bounded-tokenizer.ts";
import { bundledEncoderFolder } from "../../src/encoder/bundled-encoder.ts";
import { openOnnxEncoder } from "../../src/encoder/onnx-encoder.ts";
import { openTokenizer } from "../../src/encoder/tokenizer.ts";
import { ModelFileError } from "../../src/errors.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const definition = JSON.parse(readFileSync(join(bundledEncoderFolder, "tokenizer.json"), "utf8"));

/** A text on which a pattern with nested repeats takes years. */
const endless = `${"a".repeat(60)}b`;

const patterns: Readonly<Record<string, object>> = {
  "pre-tokenizer": {
    pre_tokenizer: { type: "Split", pattern: { Regex: "(a+)+$" }, behavior: "Isolated", invert: false },
  },
  normalizer: { normalizer: { type: "Replace", pattern: { Regex: "(a|a)*$" }, content: "" } },
};

describe("a tokenizer with a time limit", () => {
  it("returns the same tokens as without it", () => {
    const free = openTokenizer(definition);
    const bounded = openBoundedTokenizer(definition, "tokenizer.json", 1e6);
    for (const text of ["", "Where is my parcel?", "ünïcödé 日本語 💡".repeat(1000)]) {
      expect(bounded.encode(text)).toEqual(free.encode(text));
    }
    expect([bounded.before, bounded.after, bounded.padding]).toEqual([free.before, free.after, free.padding]);
  });

  it.each(Object.entries(patterns))("stops a pattern of the %s that would take years", async (_, change) => {
    const folder = await temporaryFolder();
    cpSync(bundledEncoderFolder, folder, { recursive: true });
    const description = JSON.parse(readFileSync(join(folder, "encoder.json"), "utf8"));
    writeFileSync(join(folder, "encoder.json"), JSON.stringify({ ...description, files: {} }));
    const path = join(folder, "tokenizer.json");
    writeFileSync(path, JSON.stringify({ ...definition, ...change }));
    const encoder = await openOnnxEncoder(folder);
    const error = await encoder.embed(["fine", endless]).catch((error) => error);
    expect(error).toBeInstanceOf(ModelFileError);
    expect(error.message).toBe(
      `${path}: This tokenizer took more than 5 seconds for a text of 61 characters, so its patterns cannot be used. Choose another encoder.`,
    );
    await encoder.dispose();
  });
});
