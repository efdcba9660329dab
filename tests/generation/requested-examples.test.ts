import fc from "fast-check";
import { expect, it } from "vitest";
import { expectedTokens, requestedExamples } from "../../src/generation/requested-examples.ts";

const listed = { name: "pets", prompt: "Cats, dogs, birds and fish." };

it("the texts of a class are about the parts of its prompt in turn", () => {
  const abouts = requestedExamples(listed, 0, 200).map(({ about }) => about);
  const parts = new Set(abouts);
  for (const part of ["Cats", "dogs", "birds", "fish"]) expect(parts).toContain(part);
  expect(abouts).toEqual(Array.from({ length: 200 }, (_, i) => [...parts][i % parts.size]));
});

it("a prompt without short parts leaves open what a text is about", () => {
  const prompt = Array.from({ length: 40 }, (_, i) => `word${i}`).join(" ");
  for (const slot of requestedExamples({ name: "x", prompt }, 0, 5)) expect(slot).not.toHaveProperty("about");
});

/** A class whose prompt lists so many things, and how many parts they make: with few of them, the list is one too. */
function listOf(things: number) {
  const list = Array.from({ length: things }, (_, i) => `thing ${i}`).join(", ");
  const definition = { name: "x", prompt: `Things: ${list}.` };
  const parts = new Set(requestedExamples(definition, 0, 2 * things + 10).map(({ about }) => about)).size;
  return { definition, parts };
}

/** Lists that make 5, 10, 11, 22 and 55 parts, and others. */
const lists = fc.oneof(fc.constantFrom(4, 10, 11, 22, 55), fc.integer({ min: 1, max: 60 }));

it("lists of 4, 10, 11, 22 and 55 things make 5, 10, 11, 22 and 55 parts", () => {
  expect([4, 10, 11, 22, 55].map((things) => listOf(things).parts)).toEqual([5, 10, 11, 22, 55]);
});

it("every part meets every length in every style once in 55 times as many texts as there are parts", () => {
  fc.assert(
    fc.property(lists, (things) => {
      const { definition, parts } = listOf(things);
      const slots = requestedExamples(definition, 0, 55 * parts).map((slot) => JSON.stringify(slot));
      expect(new Set(slots).size).toBe(55 * parts);
    }),
  );
});

it("a part meets all five lengths in the first five texts about it, and all styles in the first eleven", () => {
  fc.assert(
    fc.property(lists, (things) => {
      const { definition, parts } = listOf(things);
      const slots = requestedExamples(definition, 0, 11 * parts);
      const own = slots.filter(({ about }) => about === slots[0].about);
      expect(new Set(own.slice(0, 5).map(({ length }) => length)).size).toBe(5);
      expect(new Set(own.map(({ style }) => style)).size).toBe(11);
    }),
  );
});

it("a pile of 24 has at least 22 pairs of length and style, whatever the number of parts", () => {
  fc.assert(
    fc.property(lists, (things) => {
      const pairs = requestedExamples(listOf(things).definition, 0, 24).map(
        ({ length, style }) => `${length} ${style}`,
      );
      expect(new Set(pairs).size).toBeGreaterThanOrEqual(22);
    }),
  );
});

it("slots of two calls are the same as those of one call", () => {
  fc.assert(
    fc.property(fc.nat(100), fc.nat(40), fc.nat(40), (start, first, second) => {
      const both = [
        ...requestedExamples(listed, start, first),
        ...requestedExamples(listed, start + first, second),
      ];
      expect(both).toEqual(requestedExamples(listed, start, first + second));
    }),
  );
});

it("longer texts are expected to take more tokens", () => {
  const tokens = [
    "a few words",
    "one short sentence",
    "one sentence",
    "one long sentence",
    "two or three sentences",
  ].map((length) => expectedTokens([{ length }]));
  expect(tokens).toEqual([...tokens].sort((a, b) => a - b));
  expect(new Set(tokens).size).toBe(5);
  expect(expectedTokens([])).toBe(0);
});
