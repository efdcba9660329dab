import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutIntoPieces } from "../../src/encoder/text-pieces.ts";

describe("cutIntoPieces", () => {
  it("returns pieces that are not longer than the maximum and join to the text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 200 }),
        fc.integer({ min: 2, max: 40 }),
        (text, size) => {
          const pieces = cutIntoPieces(text, size);
          expect(pieces.join("")).toBe(text);
          expect(pieces.every((piece) => piece.length <= size)).toBe(true);
          expect(pieces.every(isWellFormed)).toBe(true);
        },
      ),
    );
  });

  it.each([
    ["one two three", 8, ["one two", " three"]],
    ["one  two", 4, ["one ", " two"]],
    ["abcdefgh", 3, ["abc", "def", "gh"]],
    ["a😀b", 2, ["a", "😀", "b"]],
    ["", 5, [""]],
  ])("cuts %j at %d characters into %j", (text, size, pieces) => {
    expect(cutIntoPieces(text, size)).toEqual(pieces);
  });
});

function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
