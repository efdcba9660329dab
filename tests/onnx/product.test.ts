import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowRange, zeros } from "../../src/math/matrix.ts";
import { gram, multiply, multiplyRows } from "../../src/onnx/product.ts";
import {
  expectClose,
  matrixOf,
  plainProduct,
  randomMatrix,
  readFixture,
  transposed,
} from "../math/matrices.ts";

interface ProductCase {
  readonly a: number[][];
  readonly b: number[][];
  readonly product: number[][];
}

describe("a matrix product", () => {
  // numpy's product of the same float32 numbers, computed in float64 (fixtures/make_fixtures.py).
  it.each(readFixture<ProductCase[]>("products"))(
    "agrees with numpy, with and without transposed matrices (%#)",
    async (each) => {
      const a = matrixOf(each.a);
      const b = matrixOf(each.b);
      for (const transposeA of [false, true]) {
        for (const transposeB of [false, true]) {
          const product = await multiply(transposeA ? transposed(a) : a, transposeB ? transposed(b) : b, {
            transposeA,
            transposeB,
          });
          expect([product.rows, product.columns]).toEqual([each.a.length, each.b[0].length]);
          expectClose(product.data, each.product.flat(), 1e-5);
        }
      }
    },
  );

  it("agrees with the definition for every small shape", async () => {
    const side = fc.integer({ min: 1, max: 20 });
    await fc.assert(
      fc.asyncProperty(side, side, side, fc.nat(1000), async (rows, inner, columns, seed) => {
        const a = randomMatrix(rows, inner, seed);
        const b = randomMatrix(inner, columns, seed + 1);
        expectClose((await multiply(a, b)).data, plainProduct(a, b), 1e-5);
      }),
      { numRuns: 50 },
    );
  });

  it("gives the same bits again", async () => {
    const a = randomMatrix(200, 384, 1);
    const b = randomMatrix(40, 384, 2);
    const first = await multiply(a, b, { transposeB: true });
    const again = await Promise.all([1, 2, 3].map(() => multiply(a, b, { transposeB: true })));
    for (const product of again) expect(product.data).toEqual(first.data);
  });

  it("over nothing is zero, and of nothing is empty", async () => {
    expect(await multiply(zeros(2, 0), zeros(0, 3))).toEqual(zeros(2, 3));
    expect(await multiply(zeros(0, 4), zeros(4, 3))).toEqual(zeros(0, 3));
  });

  it("of incompatible shapes is rejected with both shapes", async () => {
    await expect(multiply(zeros(2, 3), zeros(2, 3))).rejects.toThrow("[2, 3] and [2, 3]");
    await expect(multiply(zeros(2, 3), zeros(2, 3), { transposeB: true })).resolves.toEqual(zeros(2, 2));
  });
});

describe("a product row by row", () => {
  it.each([
    [384, 384, false],
    [384, 2, true],
    [384, 15, true],
    [384, 64, false],
    [384, 77, true],
    [768, 300, true],
  ])(
    "gives a row of %i numbers times %i columns the same bits among any others",
    async (inner, columns, transposeB) => {
      const a = randomMatrix(60, inner, 1);
      const b = transposeB ? randomMatrix(columns, inner, 2) : randomMatrix(inner, columns, 2);
      const whole = await multiplyRows(a, b, { transposeB });
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.nat(19), async (rows, start) => {
          const part = await multiplyRows(rowRange(a, start, start + rows), b, { transposeB });
          expect(part.data).toEqual(rowRange(whole, start, start + rows).data);
        }),
        { numRuns: 30 },
      );
    },
  );

  it("agrees with the definition for every small shape", async () => {
    const side = fc.integer({ min: 1, max: 20 });
    await fc.assert(
      fc.asyncProperty(side, side, side, fc.nat(1000), async (rows, inner, columns, seed) => {
        const a = randomMatrix(rows, inner, seed);
        const b = randomMatrix(inner, columns, seed + 1);
        expectClose((await multiplyRows(a, b)).data, plainProduct(a, b), 1e-5);
        const turned = await multiplyRows(a, transposed(b), { transposeB: true });
        expectClose(turned.data, plainProduct(a, b), 1e-5);
      }),
      { numRuns: 50 },
    );
  });

  it("of no rows is empty", async () => {
    expect(await multiplyRows(zeros(0, 4), zeros(4, 3))).toEqual(zeros(0, 3));
  });
});

describe("the sum of outer products of the rows", () => {
  it("is exactly symmetric and stays exact over many rows", async () => {
    const a = randomMatrix(5000, 7, 3);
    for (let i = 0; i < a.data.length; i++) a.data[i] += 10;
    const { size, data } = await gram(a);
    expect(size).toBe(7);
    const expected = plainProduct(transposed(a), a);
    expectClose(
      Array.from(data, (value, i) => value / expected[i]),
      new Array(49).fill(1),
      2e-7,
    );
    for (let i = 0; i < 7; i++) for (let j = 0; j < i; j++) expect(data[i * 7 + j]).toBe(data[j * 7 + i]);
  });

  it("is zero without rows", async () => {
    expect([...(await gram(zeros(0, 2))).data]).toEqual([0, 0, 0, 0]);
  });
});
