import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ProgressEvent } from "../../src/async/progress.ts";
import type { Encoder } from "../../src/encoder/encoder.ts";
import { CancelledError } from "../../src/errors.ts";
import { type Matrix, rowOf } from "../../src/math/matrix.ts";

/** What every encoder must do; an implementation's test file calls this once. */
export function describeEncoder(name: string, open: () => Promise<Encoder>, runs = 20): void {
  describe(`${name} as an encoder`, () => {
    let encoder: Encoder;

    beforeAll(async () => {
      encoder = await open();
    });

    afterAll(async () => {
      await encoder.dispose();
    });

    it("has an identity", () => {
      const { name: shown, dimensions, fingerprint } = encoder.identity;
      expect(shown).not.toBe("");
      expect(dimensions).toBeGreaterThan(1);
      expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    });

    it("returns a unit vector for any text: empty, malformed, of any script", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(anyText, { maxLength: 6 }), async (texts) => {
          expectUnitRows(await encoder.embed(texts), texts.length, encoder.identity.dimensions);
        }),
        { numRuns: runs },
      );
    });

    it("returns a unit vector for each unusual text", async () => {
      expectUnitRows(await encoder.embed(nastyTexts), nastyTexts.length, encoder.identity.dimensions);
    });

    it("returns an empty matrix for no texts", async () => {
      expect(await encoder.embed([])).toMatchObject({ rows: 0, columns: encoder.identity.dimensions });
    });

    it("returns the same bits for the same list", async () => {
      expect((await encoder.embed(plainTexts)).data).toEqual((await encoder.embed(plainTexts)).data);
    });

    it("returns vectors in the order of the texts", async () => {
      const forwards = await encoder.embed(plainTexts);
      const backwards = await encoder.embed([...plainTexts].reverse());
      for (let i = 0; i < plainTexts.length; i++) {
        expect(cosine(rowOf(forwards, i), rowOf(backwards, plainTexts.length - 1 - i))).toBeGreaterThan(
          0.999,
        );
      }
    });

    it("returns different vectors for different texts and equal ones for equal texts", async () => {
      const vectors = await encoder.embed(["cat", "stocks fell sharply", "cat"]);
      expect(rowOf(vectors, 2)).toEqual(rowOf(vectors, 0));
      expect(cosine(rowOf(vectors, 0), rowOf(vectors, 1))).toBeLessThan(0.999);
    });

    it("reads half a surrogate pair as U+FFFD", async () => {
      const vectors = await encoder.embed(["cat \ud83d dog", "cat \ufffd dog"]);
      expect(rowOf(vectors, 0)).toEqual(rowOf(vectors, 1));
    });

    it("reports progress that rises to the number of texts", async () => {
      const events: ProgressEvent[] = [];
      const texts = plainTexts.map((text) => `${text} indeed`);
      await encoder.embed(texts, { onProgress: (event) => events.push(event) });
      const done = events.map((event) => event.done);
      expect(done).toEqual([...done].sort((a, b) => a - b));
      expect(events.at(-1)).toEqual({
        stage: "embed",
        done: texts.length,
        total: texts.length,
        unit: "texts",
      });
    });

    it("throws a CancelledError when the signal has fired, and works afterwards", async () => {
      const signal = AbortSignal.abort();
      await expect(encoder.embed(["never seen before"], { signal })).rejects.toThrow(CancelledError);
      expectUnitRows(await encoder.embed(["cat"]), 1, encoder.identity.dimensions);
    });
  });
}

const plainTexts = Array.from(
  { length: 25 },
  (_, i) => `the cat sat on mat number ${i}${" and barked".repeat(i % 7)}`,
);

const nastyTexts = [
  "",
  " ",
  "\n\t\r",
  "\0",
  "\0\0a\0",
  "\ud83d",
  "\udc00\ud800",
  "😀👩‍👩‍👧👍🏽",
  "\u200b\u200d\ufeff",
  "\ufffd\uffff",
  "e\u0301\u0301\u0301",
  "[CLS] [SEP] [PAD] [MASK] [UNK] <s> </s>",
  "__proto__ constructor toString hasOwnProperty",
  "x".repeat(5000),
  "漢字".repeat(300),
  " a".repeat(3000),
];

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
    .map((units) => String.fromCharCode(...units)),
);

export function expectUnitRows(vectors: Matrix, rows: number, columns: number): void {
  expect(vectors).toMatchObject({ rows, columns });
  expect(vectors.data).toHaveLength(rows * columns);
  for (let i = 0; i < rows; i++) expect(cosine(rowOf(vectors, i), rowOf(vectors, i))).toBeCloseTo(1, 5);
}

/** Of vectors of unit length. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
