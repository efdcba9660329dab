import { describe, expect, it } from "vitest";
import { createHashingEncoder } from "../../src/encoder/hashing-encoder.ts";
import { rowOf } from "../../src/math/matrix.ts";
import { cosine, describeEncoder } from "./contract.ts";

describeEncoder("the hashing encoder", async () => createHashingEncoder());

describe("the hashing encoder", () => {
  it("puts texts with shared words and spellings closer together than others", async () => {
    const vectors = await createHashingEncoder().embed(["red apples", "a red apple", "quarterly earnings"]);
    const [first, second, third] = [0, 1, 2].map((i) => rowOf(vectors, i));
    expect(cosine(first, second)).toBeGreaterThan(cosine(first, third) + 0.3);
  });

  it("has one fingerprint per number of dimensions", () => {
    const [a, b] = [createHashingEncoder(64), createHashingEncoder(128)];
    expect(a.identity).toMatchObject({ name: "hashing-64", dimensions: 64 });
    expect(a.identity.fingerprint).not.toBe(b.identity.fingerprint);
    expect(a.identity).toEqual(createHashingEncoder(64).identity);
  });
});
