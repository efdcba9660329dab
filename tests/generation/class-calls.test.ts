import fc from "fast-check";
import { expect, it } from "vitest";
import { classCalls } from "../../src/generation/class-calls.ts";

const wantOf = (name: string, count: number, start = 0) => ({
  definition: { name, prompt: `About ${name}.` },
  start,
  count,
  surroundings: { shown: [] },
});
const slotsOf = (data: string): unknown[] => JSON.parse(data).slots;

it("the first call of every class comes before the second of any", () => {
  const calls = classCalls("m", [wantOf("a", 24), wantOf("b", 5), wantOf("c", 13)], 12);
  expect(calls.map(({ label, request }) => [label, slotsOf(request.data).length])).toEqual([
    ["a", 12],
    ["b", 5],
    ["c", 12],
    ["a", 12],
    ["c", 1],
  ]);
});

it("each class is asked for as many texts as are wanted, in calls of the size allowed and no two alike", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60), { maxLength: 5 }), fc.integer({ min: 1, max: 20 }), (counts, size) => {
      const calls = classCalls(
        "m",
        counts.map((count, i) => wantOf(`class ${i}`, count, i)),
        size,
      );
      expect(new Set(calls.map(({ key }) => key)).size).toBe(calls.length);
      for (const [i, count] of counts.entries()) {
        const sizes = calls
          .filter(({ label }) => label === `class ${i}`)
          .map(({ request }) => slotsOf(request.data).length);
        expect(sizes.every((each) => each >= 1 && each <= size)).toBe(true);
        expect(sizes.reduce((sum, each) => sum + each, 0)).toBe(count);
      }
    }),
  );
});
