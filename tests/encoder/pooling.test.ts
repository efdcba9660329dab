import { describe, expect, it } from "vitest";
import { pool } from "../../src/encoder/pooling.ts";

// Two rows of three tokens with two numbers each; the second row has one token, the rest is padding.
const tokens = {
  data: Float32Array.from([1, 2, 3, 4, 8, 0, 5, 6, 100, 100, 100, 100]),
  length: 3,
  dimensions: 2,
};

describe("pool", () => {
  it("takes the first token's vector for cls", () => {
    expect([...pool(tokens, [3, 1], "cls").data]).toEqual([1, 2, 5, 6]);
  });

  it("takes the mean of a row's own tokens for mean, without padding", () => {
    expect([...pool(tokens, [3, 1], "mean").data]).toEqual([4, 2, 5, 6]);
  });
});
