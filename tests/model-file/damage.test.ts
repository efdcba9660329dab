import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ModelFileError } from "../../src/errors.ts";
import { modelFromBytes, modelToBytes } from "../../src/model-file/bytes.ts";
import { layoutFiles, manifestName } from "../../src/model-file/layout.ts";
import { loadModel } from "../../src/model-file/load.ts";
import { saveModel } from "../../src/model-file/save.ts";
import { filesOf, replaceFile, temporaryFolder } from "./folders.ts";
import { correctedModel, modelWithCard, modelWithWords, tunedModel } from "./models.ts";

/** Has every part that a model may lack. */
const { corrections, vectors } = correctedModel;
const { card, generation } = modelWithCard;
const wholeModel = { ...tunedModel, words: modelWithWords.words, corrections, vectors, card, generation };

/** Flips, overwrites, cuts or inserts bytes at places that the seed names. */
const damage = fc.array(
  fc.record({
    kind: fc.constantFrom("flip", "set", "cut", "insert"),
    place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    value: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(...Buffer.from('0-[]{}",:\\e '))),
  }),
  { minLength: 1, maxLength: 3 },
);
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function spoil(bytes: Uint8Array, steps: Damage): Uint8Array {
  let spoiled = Buffer.from(bytes);
  for (const { kind, place, value } of steps) {
    const at = Math.floor(place * spoiled.length);
    if (kind === "flip") spoiled[at] ^= 1 << (value % 8);
    else if (kind === "set") spoiled[at] = value;
    else if (kind === "cut") spoiled = spoiled.subarray(0, at);
    else spoiled = Buffer.concat([spoiled.subarray(0, at), Buffer.of(value), spoiled.subarray(at)]);
  }
  return spoiled;
}

const names = [manifestName, ...layoutFiles];

describe("damaged bytes", () => {
  it.each(names)("in %s are rejected, or change nothing", async (name) => {
    const path = join(temporaryFolder(), "model");
    await saveModel(wholeModel, path);
    const good = filesOf(path)[name];
    await fc.assert(
      fc.asyncProperty(damage, async (steps) => {
        writeFileSync(join(path, name), spoil(good, steps));
        await loadModel(path).then(
          (model) => expect(model).toEqual(wholeModel),
          (error) => expect(error).toBeInstanceOf(ModelFileError),
        );
      }),
      { numRuns: 200 },
    );
  });

  it.each(layoutFiles)(
    "in %s with a matching checksum are rejected, or give another valid model",
    async (name) => {
      const path = join(temporaryFolder(), "model");
      await saveModel(wholeModel, path);
      const good = filesOf(path)[name];
      let refused = 0;
      await fc.assert(
        fc.asyncProperty(damage, async (steps) => {
          replaceFile(path, name, spoil(good, steps));
          const loaded = await loadModel(path).catch((error) => error);
          if (loaded instanceof Error) {
            expect(loaded).toBeInstanceOf(ModelFileError);
            refused++;
          } else {
            expect(modelFromBytes(modelToBytes(loaded))).toEqual(loaded);
          }
        }),
        { numRuns: 200 },
      );
      // A card is free text: of 200 damages about 30 are not valid UTF-8, of other files far more are noticed.
      expect(refused).toBeGreaterThan(5);
    },
  );

  it("in a packed model are rejected, or change nothing", () => {
    const good = modelToBytes(wholeModel);
    fc.assert(
      fc.property(damage, (steps) => {
        try {
          expect(modelFromBytes(spoil(good, steps))).toEqual(wholeModel);
        } catch (error) {
          expect(error).toBeInstanceOf(ModelFileError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
