import { ModelFileError } from "../errors.ts";
import { readFields } from "./protobuf.ts";

/** A constant tensor of an ONNX file; `data` is a view of the file's bytes, little-endian. */
export interface StoredTensor {
  readonly type: "float32" | "uint8" | "int8";
  readonly sizes: readonly number[];
  readonly data: Uint8Array;
}

/** What a weight reader needs of an ONNX graph. */
export interface StoredGraph {
  /** Constants of the types above, by name. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Names of what each named node reads, in order. */
  readonly inputs: ReadonlyMap<string, readonly string[]>;
}

// Codes and field numbers of `onnx.proto` in the ONNX project.
const elementTypes: Readonly<Record<number, StoredTensor["type"] | undefined>> = {
  1: "float32",
  2: "uint8",
  3: "int8",
};

/**
 * Reads the constants and the wiring of an ONNX model, without running or copying anything.
 * @throws RangeError where the bytes are no such message.
 */
export function readOnnxGraph(model: Uint8Array): StoredGraph {
  const tensors = new Map<string, StoredTensor>();
  const inputs = new Map<string, readonly string[]>();
  for (const { field, value } of readFields(bytesOf(model, 7))) {
    if (typeof value === "number") continue;
    if (field === 1) {
      const node = readNode(value);
      inputs.set(node.name, node.inputs);
    } else if (field === 5) {
      const { name, tensor } = readTensor(value);
      if (tensor !== undefined) tensors.set(name, tensor);
    }
  }
  return { tensors, inputs };
}

/**
 * Runs what reads a graph of the kind that tuning takes.
 * @param path where the graph came from, for messages.
 * @throws ModelFileError where the graph is not one.
 */
export function readForTuning<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new ModelFileError(path, `Its weights cannot be read for tuning: ${cause.message}`, { cause });
  }
}

/** A constant of a graph. @throws RangeError where there is none of that name and type, or its data is cut short. */
export function constantOf(
  graph: StoredGraph,
  name: string | undefined,
  type: StoredTensor["type"],
): StoredTensor {
  const found = name === undefined ? undefined : graph.tensors.get(name);
  if (found === undefined) throw new RangeError(`it has no constant ${name ?? "where one is expected"}.`);
  const bytes = found.sizes.reduce((product, size) => product * size, type === "float32" ? 4 : 1);
  if (found.type !== type || found.data.length !== bytes) {
    throw new RangeError(`its constant ${name} is not what ${type} of that size would be.`);
  }
  return found;
}

/** A float32 constant's numbers, copied. @throws RangeError as constantOf does. */
export function floatsOf(graph: StoredGraph, name: string | undefined): Float32Array {
  const { data } = constantOf(graph, name, "float32");
  // The file's numbers start anywhere; a Float32Array must start at a multiple of four.
  return new Float32Array(Uint8Array.from(data).buffer);
}

function bytesOf(message: Uint8Array, wanted: number): Uint8Array {
  for (const { field, value } of readFields(message)) {
    if (field === wanted && typeof value !== "number") return value;
  }
  throw new RangeError(`The message lacks its field ${wanted}.`);
}

function readNode(message: Uint8Array): { readonly name: string; readonly inputs: readonly string[] } {
  const inputs: string[] = [];
  let name = "";
  for (const { field, value } of readFields(message)) {
    if (typeof value === "number") continue;
    if (field === 1) inputs.push(textOf(value));
    else if (field === 3) name = textOf(value);
  }
  return { name, inputs };
}

function readTensor(message: Uint8Array): { readonly name: string; readonly tensor?: StoredTensor } {
  const sizes: number[] = [];
  let type: StoredTensor["type"] | undefined;
  let name = "";
  let data: Uint8Array = new Uint8Array(0);
  for (const { field, value } of readFields(message)) {
    if (typeof value === "number") {
      if (field === 1) sizes.push(value);
      else if (field === 2) type = elementTypes[value];
    } else if (field === 4 || field === 9) data = value;
    // Small tensors may have their numbers listed (`int32_data`) instead of raw.
    else if (field === 5) data = Uint8Array.from(packedIntegers(value));
    else if (field === 8) name = textOf(value);
  }
  return { name, ...(type !== undefined && { tensor: { type, sizes, data } }) };
}

/** Whole numbers that stand one after the other in one field. */
function packedIntegers(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[offset++];
      value += (byte & 127) * factor;
      if (byte < 128) break;
    }
    numbers.push(value);
  }
  return numbers;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
