import fc from "fast-check";
import { expect, it } from "vitest";
import { nearDuplicates, nearestCosines } from "../../src/generation/near-duplicates.ts";
import { type Matrix, zeros } from "../../src/math/matrix.ts";

/** Unit vectors in the plane at these angles, in degrees. */
function atAngles(...degrees: number[]): Matrix {
  const vectors = zeros(degrees.length, 2);
  for (const [i, angle] of degrees.entries()) {
    vectors.data[2 * i] = Math.cos((angle * Math.PI) / 180);
    vectors.data[2 * i + 1] = Math.sin((angle * Math.PI) / 180);
  }
  return vectors;
}

// The cosine of 12 degrees is 0.978, that of 13 degrees 0.974; the bound is 0.975.
it.each<[string, number[], string, boolean[]]>([
  ["the same direction", [10, 10], "aa", [false, true]],
  ["12 degrees apart", [0, 12], "aa", [false, true]],
  ["13 degrees apart", [0, 13], "aa", [false, false]],
  ["the same direction in two groups", [10, 10], "ab", [false, false]],
  ["near to one that went", [0, 12, 24], "aaa", [false, true, false]],
  ["near to an earlier of two", [0, 90, 5], "aaa", [false, false, true]],
])("near duplicates: %s", (_, angles, groups, expected) => {
  expect(nearDuplicates(atAngles(...angles), [...groups])).toEqual(expected);
});

it("no two rows that stay in a group are near each other, and each that goes is near one that stays", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(359), fc.nat(2)), { maxLength: 30 }), (rows) => {
      const gone = nearDuplicates(
        atAngles(...rows.map(([angle]) => angle)),
        rows.map(([, group]) => group),
      );
      const nearTo = (i: number, j: number) => {
        const apart = Math.abs(rows[i][0] - rows[j][0]);
        return rows[i][1] === rows[j][1] && Math.min(apart, 360 - apart) <= 12;
      };
      for (const i of rows.keys()) {
        const earlier = [...rows.keys()].filter((j) => j < i && !gone[j]);
        expect(gone[i]).toBe(earlier.some((j) => nearTo(i, j)));
      }
    }),
  );
});

it("the nearest of the others counts", async () => {
  const vectors = atAngles(0, 60, 180, 90);
  const cosines = await nearestCosines(vectors, [0, 3], [1, 2]);
  expect(cosines[0]).toBeCloseTo(0.5, 6);
  expect(cosines[1]).toBeCloseTo(Math.sqrt(3) / 2, 6);
  expect(await nearestCosines(vectors, [0, 1], [])).toEqual([-1, -1]);
  expect(await nearestCosines(vectors, [], [0])).toEqual([]);
});
