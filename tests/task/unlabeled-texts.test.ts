import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/math/random.ts";
import { UnlabeledTexts } from "../../src/task/unlabeled-texts.ts";

function sampleOf(texts: readonly string[], maximum?: number) {
  const unlabeled = new UnlabeledTexts(maximum);
  for (const text of texts) unlabeled.add([text]);
  return unlabeled.sample();
}

describe("texts without labels", () => {
  const texts = Array.from({ length: 500 }, (_, i) => `text number ${i} of these`);

  it("are kept once each, and blank ones are counted but not kept", () => {
    expect(sampleOf(["a parcel", "A parcel!", "", " \n", "a letter"])).toEqual({
      texts: expect.arrayContaining(["A parcel!", "a letter"]),
      given: 5,
    });
    expect(sampleOf(["a parcel", "A parcel!", "a letter"])?.texts).toHaveLength(2);
  });

  it("are undefined if none were given", () => {
    expect(sampleOf([])).toBeUndefined();
    expect(sampleOf([""])).toEqual({ texts: [], given: 1 });
  });

  it.each([20, 1000])("give the same sample of at most %i in any order", (maximum) => {
    const copies = [...texts, ...texts.map((text) => text.toUpperCase())];
    const first = sampleOf(copies, maximum);
    expect(first?.texts).toHaveLength(Math.min(maximum, 500));
    expect(first?.isPart).toBe(maximum < 500 ? true : undefined);
    for (const seed of [1, 2, 3]) {
      expect(sampleOf(createRandom(seed).shuffle(copies), maximum)).toEqual(first);
    }
  });
});
