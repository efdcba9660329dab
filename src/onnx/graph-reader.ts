import { ModelFileError } from "../errors.ts";
import { decodeText, readFields } from "./protobuf.ts";

/** A constant tensor of an ONNX file. `data` is a view of the file's bytes, little-endian. */
export interface StoredTensor {
  readonly type: "float32" | "uint8" | "int8";
  readonly sizes: readonly number[];
  readonly data: Uint8Array;
}

/** The parts of an ONNX graph that are needed to read its weights. */
export interface StoredGraph {
  /** Constants of these types, by name. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Names of the inputs of each named node, in order. */
  readonly inputs: ReadonlyMap<string, readonly string[]>;
  /** All nodes in their order. */
  readonly nodes: readonly StoredNode[];
}

/** A node of an ONNX graph. */
export interface StoredNode {
  readonly name: string;
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

// Codes and field numbers of `onnx.proto` in the ONNX project.
const elementTypes: Readonly<Record<number, StoredTensor["type"] | undefined>> = {
  1: "float32",
  2: "uint8",
  3: "int8",
};

/**
 * Reads the constants of an ONNX model and the inputs of its nodes. Nothing is run or copied.
 * @throws RangeError if the bytes are not an ONNX model
 */
export function readOnnxGraph(model: Uint8Array): StoredGraph {
  const tensors = new Map<string, StoredTensor>();
  const nodes: StoredNode[] = [];
  for (const { field, value } of readFields(bytesOf(model, 7))) {
    if (typeof value === "number") continue;
    if (field === 1) nodes.push(readNode(value));
    else if (field === 5) {
      const { name, tensor } = readTensor(value);
      if (tensor !== undefined) tensors.set(name, tensor);
    }
  }
  return { tensors, nodes, inputs: new Map(nodes.map(({ name, inputs }) => [name, inputs])) };
}

/**
 * Reads a graph that is to be fine-tuned.
 * @param path the file of the graph, for messages
 * @throws ModelFileError if the graph is not of the kind that can be fine-tuned
 */
export function readForTuning<T>(path: string, read: () => T): T;
export function readForTuning<T>(path: string, read: () => Promise<T>): Promise<T>;
export function readForTuning<T>(path: string, read: () => T | Promise<T>): T | Promise<T> {
  const explain = (cause: unknown): never => {
    if (!(cause instanceof RangeError)) throw cause;
    throw new ModelFileError(path, `Its weights cannot be read for fine-tuning: ${cause.message}`, { cause });
  };
  try {
    const found = read();
    return found instanceof Promise ? found.catch(explain) : found;
  } catch (cause) {
    return explain(cause);
  }
}

/** Returns a constant of a graph. @throws RangeError if no constant has this name and type, or if its data is cut short */
export function constantOf(
  graph: StoredGraph,
  name: string | undefined,
  type: StoredTensor["type"],
): StoredTensor {
  const found = name === undefined ? undefined : graph.tensors.get(name);
  if (found === undefined) throw new RangeError(`it has no constant ${name ?? "at an expected place"}.`);
  const bytes = found.sizes.reduce((product, size) => product * size, type === "float32" ? 4 : 1);
  if (found.type !== type || found.data.length !== bytes) {
    throw new RangeError(`its constant ${name} does not have the type ${type} and the expected size.`);
  }
  return found;
}

/** Returns a copy of the numbers of a float32 constant. @throws RangeError as constantOf does */
export function floatsOf(graph: StoredGraph, name: string | undefined): Float32Array {
  const { data } = constantOf(graph, name, "float32");
  // Copied, because a Float32Array must start at a multiple of four bytes and the numbers of a file start anywhere.
  return new Float32Array(Uint8Array.from(data).buffer);
}

function bytesOf(message: Uint8Array, wanted: number): Uint8Array {
  for (const { field, value } of readFields(message)) {
    if (field === wanted && typeof value !== "number") return value;
  }
  throw new RangeError(`The message lacks its field ${wanted}.`);
}

function readNode(message: Uint8Array): StoredNode {
  const [inputs, outputs]: [string[], string[]] = [[], []];
  let [name, operator] = ["", ""];
  for (const { field, value } of readFields(message)) {
    if (typeof value === "number") continue;
    if (field === 1) inputs.push(decodeText(value));
    else if (field === 2) outputs.push(decodeText(value));
    else if (field === 3) name = decodeText(value);
    else if (field === 4) operator = decodeText(value);
  }
  return { name, operator, inputs, outputs };
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
    // Small tensors may have their numbers in `int32_data` instead of `raw_data`.
    else if (field === 5) data = Uint8Array.from(packedIntegers(value));
    else if (field === 8) name = decodeText(value);
  }
  return { name, ...(type !== undefined && { tensor: { type, sizes, data } }) };
}

/** Reads the whole numbers of a packed field. */
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
