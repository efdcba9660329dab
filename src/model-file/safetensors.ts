import { z } from "zod";
import { quote } from "../files/quote.ts";
import { fromFloat16 } from "../math/float16.ts";
import { decodeJson, fitSchema, isPlainObject } from "./json.ts";
import { maxSafetensorsHeaderBytes } from "./layout.ts";
import type { Tensor } from "./model.ts";
import { Refusal } from "./refusal.ts";

/**
 * The safetensors format (Hugging Face): 8 bytes header length, little-endian; a JSON header with dtype, shape and
 * byte range of every tensor; then the numbers, little-endian, without gaps. Every processor that onnxruntime has a
 * library for is little-endian, so typed arrays hold the same bytes as the file.
 */

type Dtype = Tensor["dtype"];

/** In the order in which the reference implementation writes them: the widest first, so that all lie aligned. */
const bytesPerElement = { F64: 8, F32: 4, I32: 4, F16: 2, I8: 1 } as const satisfies Record<Dtype, number>;
const dtypes = Object.keys(bytesPerElement);

const lengthBytes = 8;
const namePattern = /^[A-Za-z][A-Za-z0-9_.-]{0,127}$/;
const size = z.int().nonnegative();
const entrySchema = z.strictObject({
  dtype: z.enum(["F32", "F64", "I32", "F16", "I8"]),
  shape: z.array(size),
  data_offsets: z.tuple([size, size]),
});
type Entry = z.infer<typeof entrySchema>;

/** Tensors as one safetensors file; the same tensors give the same bytes in whatever order they come. */
export function encodeTensors(tensors: ReadonlyMap<string, Tensor>, name: string): Uint8Array {
  const ordered = [...tensors].sort(
    ([nameA, a], [nameB, b]) => dtypes.indexOf(a.dtype) - dtypes.indexOf(b.dtype) || (nameA < nameB ? -1 : 1),
  );
  const header = new Map<string, Entry>();
  const blocks: Uint8Array[] = [];
  let end = 0;
  for (const [tensorName, tensor] of ordered) {
    checkTensor(name, tensorName, tensor);
    const { dtype, shape, data } = tensor;
    header.set(tensorName, { dtype, shape: [...shape], data_offsets: [end, end + data.byteLength] });
    blocks.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    end += data.byteLength;
  }
  return Buffer.concat([...encodeHeader(header, name), ...blocks]);
}

/** Reads what encodeTensors or any other writer of the format made, and trusts nothing in it. */
export function decodeTensors(file: Uint8Array, name: string): Map<string, Tensor> {
  const { entries, dataStart } = decodeHeader(file, name);
  const tensors = new Map<string, Tensor>();
  let end = dataStart;
  for (const [tensorName, { dtype, shape, data_offsets }] of entries) {
    const [start, stop] = data_offsets.map((offset) => dataStart + offset);
    if (start !== end)
      throw new Refusal(`${name}: the tensor ${quote(tensorName)} leaves a gap or overlaps.`);
    if (stop - start !== elements(shape) * bytesPerElement[dtype] || stop > file.length)
      throw new Refusal(`${name}: the tensor ${quote(tensorName)} has not the size that its shape asks for.`);
    // A copy: aligned, and free of the file's own buffer.
    const tensor = asTensor(dtype, shape, new Uint8Array(file.subarray(start, stop)).buffer);
    checkTensor(name, tensorName, tensor);
    tensors.set(tensorName, tensor);
    end = stop;
  }
  if (end !== file.length) throw new Refusal(`${name} has bytes after the last tensor.`);
  return tensors;
}

function encodeHeader(entries: ReadonlyMap<string, Entry>, name: string): Uint8Array[] {
  const json = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const padding = Buffer.alloc(-json.length & 7, " ");
  const length = Buffer.alloc(lengthBytes);
  length.writeBigUInt64LE(BigInt(json.length + padding.length));
  if (json.length + padding.length > maxSafetensorsHeaderBytes)
    throw new Refusal(`${name} would have too many tensors.`);
  return [length, json, padding];
}

/** The entries in the order of their bytes, and where the first byte of data lies. */
function decodeHeader(file: Uint8Array, name: string): { entries: [string, Entry][]; dataStart: number } {
  if (file.length < lengthBytes) throw new Refusal(`${name} is cut short.`);
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (length > maxSafetensorsHeaderBytes || length > file.length - lengthBytes)
    throw new Refusal(
      `${name} has a header longer than the file or than ${maxSafetensorsHeaderBytes} bytes.`,
    );
  const dataStart = lengthBytes + Number(length);
  const header = decodeJson(
    file.subarray(lengthBytes, dataStart),
    `The header of ${name}`,
    maxSafetensorsHeaderBytes,
  );
  if (!isPlainObject(header)) throw new Refusal(`The header of ${name} is not a JSON object.`);
  const entries = Object.entries(header)
    // Text that other writers add; it says nothing about the numbers.
    .filter(([key]) => key !== "__metadata__")
    .map(([key, entry]): [string, Entry] => [
      key,
      fitSchema(entrySchema, entry, `${name}: the tensor ${quote(key)}`),
    ]);
  entries.sort(
    ([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  );
  return { entries, dataStart };
}

function checkTensor(file: string, name: string, tensor: Tensor): void {
  const { shape, data } = tensor;
  if (!namePattern.test(name))
    throw new Refusal(`${file}: the tensor name ${quote(name)} is not letters, digits, "_.-".`);
  if (!size.array().safeParse(shape).success || elements(shape) !== data.length)
    throw new Refusal(
      `${file}: the tensor ${quote(name)} has ${data.length} numbers, not as many as its shape asks for.`,
    );
  const numbers = tensor.dtype === "F16" ? fromFloat16(tensor.data) : data;
  if (!numbers.every(Number.isFinite))
    throw new Refusal(`${file}: the tensor ${quote(name)} holds NaN or Infinity.`);
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function asTensor(dtype: Dtype, shape: readonly number[], buffer: ArrayBuffer): Tensor {
  switch (dtype) {
    case "F32":
      return { dtype, shape, data: new Float32Array(buffer) };
    case "F64":
      return { dtype, shape, data: new Float64Array(buffer) };
    case "I32":
      return { dtype, shape, data: new Int32Array(buffer) };
    case "F16":
      return { dtype, shape, data: new Uint16Array(buffer) };
    case "I8":
      return { dtype, shape, data: new Int8Array(buffer) };
  }
}
