import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom, xoshiro128 } from "../../src/math/random.ts";
import { readFixture } from "./matrices.ts";

describe("random numbers", () => {
  it("come from xoshiro128** as its authors published it", () => {
    const next = xoshiro128([1, 2, 3, 4]);
    // The test vector of the Rust crate rand_xoshiro, made with the authors' C program.
    expect(Array.from({ length: 10 }, next)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  // A second implementation, in Python with unbounded integers (fixtures/make_fixtures.py).
  it.each(readFixture<{ seed: number; floats: number[] }[]>("random"))(
    "are always the same for the seed $seed",
    ({ seed, floats }) => {
      const random = createRandom(seed);
      expect(floats.map(() => random.nextFloat())).toEqual(floats);
    },
  );

  it("do not change between versions, as whole numbers, shuffles and samples", () => {
    const random = createRandom(7);
    expect({
      ints: Array.from({ length: 6 }, () => random.nextInt(10)),
      shuffled: random.shuffle(["a", "b", "c", "d", "e"]),
      sample: random.sampleWithoutReplacement([1, 2, 3, 4, 5, 6], 3),
    }).toMatchInlineSnapshot(`
      {
        "ints": [
          9,
          4,
          2,
          0,
          6,
          1,
        ],
        "sample": [
          3,
          5,
          1,
        ],
        "shuffled": [
          "d",
          "a",
          "c",
          "e",
          "b",
        ],
      }
    `);
  });

  it("are evenly spread", () => {
    const random = createRandom(3);
    const counts = new Array(6).fill(0);
    for (let i = 0; i < 60_000; i++) counts[random.nextInt(6)]++;
    // Chi-squared with 5 degrees of freedom: 20.5 is passed once in a thousand seeds.
    expect(counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(20.5);
    const floats = Array.from({ length: 60_000 }, () => random.nextFloat());
    expect(floats.reduce((sum, value) => sum + value, 0) / 60_000).toBeCloseTo(0.5, 2);
    expect(Math.min(...floats)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...floats)).toBeLessThan(1);
  });

  it("put every order of three items in the same number of shuffles", () => {
    const random = createRandom(11);
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const order = random.shuffle(["a", "b", "c"]).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it("sample different items of a list without changing it", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.uniqueArray(fc.integer(), { maxLength: 20 }),
        fc.nat(25),
        (seed, items, count) => {
          const before = [...items];
          const sample = createRandom(seed).sampleWithoutReplacement(items, count);
          expect(items).toEqual(before);
          expect(new Set(sample).size).toBe(Math.min(count, items.length));
          expect(sample.every((item) => items.includes(item))).toBe(true);
        },
      ),
    );
  });
});
