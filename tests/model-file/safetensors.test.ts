import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Tensor } from "../../src/model-file/model.ts";
import { Refusal } from "../../src/model-file/refusal.ts";
import { decodeTensors, encodeTensors } from "../../src/model-file/safetensors.ts";
import { anyTensors } from "./models.ts";

/** A file with this header text and so many bytes of data. */
function fileOf(header: string, dataBytes: number): Uint8Array {
  const json = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(dataBytes)]);
}

const entry = (dtype: string, shape: unknown, begin: unknown, end: unknown) => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe("a safetensors file", () => {
  it("is decoded to equal, aligned tensors; its bytes do not depend on their order", () => {
    fc.assert(
      fc.property(anyTensors, (tensors) => {
        const file = encodeTensors(tensors, "x");
        expect(decodeTensors(file, "x")).toEqual(tensors);
        expect(encodeTensors(new Map([...tensors].reverse()), "x")).toEqual(file);
        const headerLength = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
        expect(headerLength % 8).toBe(0);
        const header = JSON.parse(Buffer.from(file.subarray(8, 8 + headerLength)).toString());
        for (const [name, { data }] of tensors)
          expect(header[name].data_offsets[0] % data.BYTES_PER_ELEMENT).toBe(0);
      }),
    );
  });

  // Both files were written by the safetensors package of Hugging Face, version 0.8.0: fixtures/write-safetensors.py.
  const reference = (name: string) => readFileSync(resolve(import.meta.dirname, "fixtures", name));
  const numbers = new Map<string, Tensor>([
    ["bias", { dtype: "F64", shape: [3], data: new Float64Array([0.1, -2.5, 1e-300]) }],
    ["counts", { dtype: "I32", shape: [1, 3], data: new Int32Array([1, -(2 ** 31), 2 ** 31 - 1]) }],
    ["halves", { dtype: "F16", shape: [3], data: new Uint16Array([0x3800, 0xbe00, 0x0001]) }],
    ["nothing", { dtype: "F32", shape: [0, 4], data: new Float32Array(0) }],
    ["scalar", { dtype: "F32", shape: [], data: new Float32Array([0.5]) }],
    ["weights", { dtype: "F32", shape: [2, 3], data: new Float32Array([0, 1, 2, 3, 4, 5]) }],
  ]);

  it("is byte for byte equal to the file of the reference implementation", () => {
    expect(Buffer.from(encodeTensors(numbers, "x"))).toEqual(reference("reference.safetensors"));
  });

  it("may have metadata, as in the reference implementation", () => {
    expect(decodeTensors(reference("reference-with-text.safetensors"), "x")).toEqual(numbers);
  });

  const two = { a: entry("F32", [2], 0, 8), b: entry("F32", [1], 8, 12) };
  it.each<[string, Uint8Array, RegExp]>([
    ["no bytes", new Uint8Array(0), /cut short/],
    ["no header", fileOf("", 0), /not JSON/],
    ["a header longer than the file", fileOf("{}", 0).subarray(0, 9), /header longer than the file/],
    [
      "a header of 2^64 - 1 bytes",
      Buffer.concat([Buffer.alloc(8, 0xff), Buffer.from("{}")]),
      /header longer than the file/,
    ],
    ["a header that is a list", fileOf("[]", 0), /not a JSON object/],
    ["a header padded with NUL", fileOf("{}\0", 0), /not JSON/],
    [
      "a dtype that models do not use",
      fileOf(JSON.stringify({ a: entry("BF16", [1], 0, 2) }), 2),
      /"a" is invalid at "dtype"/,
    ],
    ["a negative length", fileOf(JSON.stringify({ a: entry("F32", [-1], 0, 4) }), 4), /invalid at "shape.0"/],
    [
      "a length that is no whole number",
      fileOf(JSON.stringify({ a: entry("F32", [0.5], 0, 2) }), 2),
      /invalid at "shape.0"/,
    ],
    [
      "a shape that is no list",
      fileOf(JSON.stringify({ a: entry("F32", 1, 0, 4) }), 4),
      /invalid at "shape"/,
    ],
    [
      "a shape larger than its bytes",
      fileOf(JSON.stringify({ a: entry("F32", [2 ** 50], 0, 4) }), 4),
      /not have the size that its shape/,
    ],
    [
      "a shape beyond all numbers",
      fileOf(JSON.stringify({ a: entry("F32", [...Array(40).fill(2 ** 50), 0], 0, 0) }), 0),
      /not have the size that its shape/,
    ],
    [
      "a tensor beyond the file",
      fileOf(JSON.stringify({ a: entry("F32", [2 ** 40], 0, 2 ** 42) }), 4),
      /not have the size that its shape/,
    ],
    [
      "a start after the end",
      fileOf(JSON.stringify({ a: entry("F32", [0], 4, 0) }), 4),
      /overlaps another one or leaves a gap/,
    ],
    [
      "offsets that overlap",
      fileOf(JSON.stringify({ ...two, b: entry("F32", [1], 4, 8) }), 8),
      /"b" overlaps another one or leaves a gap/,
    ],
    [
      "the same bytes twice",
      fileOf(JSON.stringify({ ...two, b: entry("I32", [2], 0, 8) }), 8),
      /overlaps another one or leaves a gap/,
    ],
    [
      "a gap before",
      fileOf(JSON.stringify({ a: entry("F32", [1], 4, 8) }), 8),
      /"a" overlaps another one or leaves a gap/,
    ],
    [
      "a gap between",
      fileOf(JSON.stringify({ ...two, b: entry("F32", [1], 12, 16) }), 16),
      /"b" overlaps another one or leaves a gap/,
    ],
    ["bytes after the last tensor", fileOf(JSON.stringify(two), 13), /bytes after the last tensor/],
    ["data without tensors", fileOf("{}", 1), /bytes after the last tensor/],
    [
      "a tensor twice",
      fileOf(`{"a":${JSON.stringify(two.a)},"a":${JSON.stringify(two.a)}}`, 8),
      /has a repeated key/,
    ],
    [
      "a tensor twice under an escape",
      fileOf(`{"a":${JSON.stringify(two.a)},"\\u0061":${JSON.stringify(two.a)}}`, 8),
      /has a repeated key/,
    ],
    [
      "a key too many",
      fileOf(JSON.stringify({ a: { ...two.a, strides: [1] } }), 8),
      /Unrecognized key: "strides"/,
    ],
    [
      "a tensor named __proto__",
      fileOf('{"__proto__":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}', 0),
      /the key "__proto__"/,
    ],
    [
      "a tensor named as a path",
      fileOf(JSON.stringify({ "../a": entry("F32", [0], 0, 0) }), 0),
      /tensor name "..\/a"/,
    ],
  ])("is rejected: %s", (_, file, sentence) => {
    expect(() => decodeTensors(file, "x")).toThrow(Refusal);
    expect(() => decodeTensors(file, "x")).toThrow(sentence);
  });
});
