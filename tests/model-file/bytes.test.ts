import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError, ModelFileError } from "../../src/errors.ts";
import { modelFromBytes, modelToBytes } from "../../src/model-file/bytes.ts";
import { saveModel } from "../../src/model-file/save.ts";
import { filesOf, temporaryFolder } from "./folders.ts";
import { anyModel, trainedModel, tunedModel } from "./models.ts";

describe("a model as bytes", () => {
  it("is decoded to an equal model, and encoded to the same bytes again", () => {
    fc.assert(
      fc.property(anyModel, (model) => {
        const bytes = modelToBytes(model);
        const back = modelFromBytes(bytes);
        expect(back).toEqual(model);
        expect(modelToBytes(back)).toEqual(bytes);
      }),
      { numRuns: 60 },
    );
  });

  it("may be a part of a larger buffer; later changes of the buffer do not change the model", () => {
    const bytes = modelToBytes(trainedModel);
    for (let offset = 0; offset < 8; offset++) {
      const larger = Buffer.alloc(bytes.length + 16, 0xff);
      larger.set(bytes, offset);
      const model = modelFromBytes(larger.subarray(offset, offset + bytes.length));
      larger.fill(0);
      expect(model).toEqual(trainedModel);
    }
  });

  it("is the word PILESORT, the manifest and the files of the saved folder", async () => {
    const path = join(temporaryFolder(), "model");
    await saveModel(tunedModel, path);
    const { "manifest.json": manifest, ...files } = filesOf(path);
    const length = Buffer.alloc(8);
    length.writeUInt32LE(manifest.length);
    const expected = Buffer.concat([Buffer.from("PILESORT"), length, manifest, ...Object.values(files)]);
    expect(Buffer.from(modelToBytes(tunedModel))).toEqual(expected);
  });

  const good = Buffer.from(modelToBytes(trainedModel));
  const withLength = (length: bigint) => {
    const bytes = Buffer.from(good);
    bytes.writeBigUInt64LE(length, 8);
    return bytes;
  };
  it.each<[string, Uint8Array, RegExp]>([
    ["nothing", new Uint8Array(0), /The model's bytes: This is not a pilesort model/],
    ["other bytes", new Uint8Array(1000), /not a pilesort model/],
    ["the first word alone", good.subarray(0, 8), /not a pilesort model/],
    ["a manifest cut short", good.subarray(0, 100), /The bytes are cut short/],
    ["a manifest longer than all bytes", withLength(2n ** 64n - 1n), /The bytes are cut short/],
    ["a last file cut short", good.subarray(0, -1), /model.json is cut short/],
    ["bytes after the end", Buffer.concat([good, Buffer.of(0)]), /bytes after the end of the model/],
  ])("is rejected: %s", (_, bytes, sentence) => {
    expect(() => modelFromBytes(bytes)).toThrow(ModelFileError);
    expect(() => modelFromBytes(bytes)).toThrow(sentence);
  });

  it("is not made from a model whose parts contradict each other", () => {
    const model = { ...trainedModel, classes: [{ name: "a" }, { name: "a" }] };
    expect(() => modelToBytes(model)).toThrow(InputError);
    expect(() => modelToBytes(model)).toThrow(/^Two classes have the name "a"\.$/);
  });
});
