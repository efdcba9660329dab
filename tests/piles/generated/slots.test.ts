import fc from "fast-check";
import { expect, it } from "vitest";
import { expectedTokens, slotsFor } from "../../../src/piles/generated/slots.ts";

const listed = { name: "pets", prompt: "Cats, dogs, birds and fish." };

it("the texts of a class are about the parts of its prompt in turn", () => {
  const abouts = slotsFor(listed, 0, 200).map(({ about }) => about);
  const parts = new Set(abouts);
  for (const part of ["Cats", "dogs", "birds", "fish"]) expect(parts).toContain(part);
  expect(abouts).toEqual(Array.from({ length: 200 }, (_, i) => [...parts][i % parts.size]));
});

it("a prompt without short parts leaves open what a text is about", () => {
  const prompt = Array.from({ length: 40 }, (_, i) => `word${i}`).join(" ");
  for (const slot of slotsFor({ name: "x", prompt }, 0, 5)) expect(slot).not.toHaveProperty("about");
});

it("lengths and styles form 55 different pairs before one comes again", () => {
  const pairs = slotsFor(listed, 0, 110).map(({ length, style }) => `${length} / ${style}`);
  expect(new Set(pairs.slice(0, 55)).size).toBe(55);
  expect(pairs.slice(55)).toEqual(pairs.slice(0, 55));
});

it("slots asked for in two calls are those of one call", () => {
  fc.assert(
    fc.property(fc.nat(100), fc.nat(40), fc.nat(40), (start, first, second) => {
      const both = [...slotsFor(listed, start, first), ...slotsFor(listed, start + first, second)];
      expect(both).toEqual(slotsFor(listed, start, first + second));
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
