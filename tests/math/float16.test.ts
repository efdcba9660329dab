import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { fromFloat16, toFloat16 } from "../../src/math/float16.ts";
import { readFixture } from "./matrices.ts";

// Made with numpy.float16, fixtures/make_float16.py.
const numpy = readFixture<{ singles: number[]; halves: number[]; everyHalf: string }>("float16");

const everyPattern = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);
const isNaNPattern = (bits: number) => (bits & 0x7fff) > 0x7c00;

describe("half-precision floats", () => {
  it("are rounded as by numpy: ties, subnormals, overflow, infinities", () => {
    const singles = new Float32Array(Uint32Array.from(numpy.singles).buffer);
    expect([...toFloat16(singles)]).toEqual(numpy.halves);
  });

  it("are the numbers that numpy reads, for every pattern of bits that is a number", () => {
    const numbers = fromFloat16(everyPattern.filter((bits) => !isNaNPattern(bits)));
    expect(numbers.length).toBe(65_536 - 2 * 1023);
    expect(createHash("sha256").update(new Uint8Array(numbers.buffer)).digest("hex")).toBe(numpy.everyHalf);
  });

  it("are the same after conversion to float32 and back, for every pattern of bits; NaN stays NaN", () => {
    const back = toFloat16(fromFloat16(everyPattern));
    const expected = everyPattern.map((bits, i) => (isNaNPattern(bits) ? back[i] : bits));
    expect(back).toEqual(expected);
    expect([...everyPattern].filter((bits) => isNaNPattern(bits) !== isNaNPattern(back[bits]))).toEqual([]);
  });

  it("are the nearest ones, and the even one in the middle of two", () => {
    const wrong: number[] = [];
    const bits = new Uint32Array(1);
    const number = new Float32Array(bits.buffer);
    const roundedAt = (step: number) => {
      bits[0] += step;
      const [half] = toFloat16(number);
      bits[0] -= step;
      return half;
    };
    const positive = fromFloat16(everyPattern.subarray(0, 0x7c00));
    for (let half = 0; half < 0x7bff; half++) {
      number[0] = (positive[half] + positive[half + 1]) / 2;
      const even = half % 2 === 0 ? half : half + 1;
      if (roundedAt(-1) !== half || roundedAt(0) !== even || roundedAt(1) !== half + 1) wrong.push(half);
    }
    expect(wrong).toEqual([]);
  });

  it("are converted from a view of a larger array, and from an empty array", () => {
    expect([...toFloat16(new Float32Array([9, 1, -2, 9]).subarray(1, 3))]).toEqual([0x3c00, 0xc000]);
    expect([...fromFloat16(new Uint16Array([9, 0x3c00, 0xc000]).subarray(1))]).toEqual([1, -2]);
    expect(toFloat16(new Float32Array(0))).toEqual(new Uint16Array(0));
  });
});
