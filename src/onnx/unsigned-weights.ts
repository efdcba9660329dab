import { readOnnxGraph, type StoredNode } from "./graph-reader.ts";
import {
  concatenate,
  decodeText,
  type Field,
  fieldParts,
  integerField,
  messageField,
  readFields,
  textField,
} from "./protobuf.ts";

/** Places of the weights, and of the number that stands for their zero, among the inputs of operators. */
const weightsPlace = 1;
const zeroPlaces: Readonly<Record<string, number | undefined>> = {
  MatMulInteger: 3,
  MatMulIntegerToFloat: 5,
};

/** The constant that is added: the uint8 number that stands for zero. */
const zeroName = "zero of unsigned weights";
const zero = 128;
/** Code of the type uint8 in `onnx.proto` of the ONNX project. */
const uint8 = 2;

/**
 * Returns a graph with uint8 weights instead of int8 ones that computes the same: every weight is 128 larger, and so is the
 * number that stands for zero. onnxruntime does so itself if `session.x64quantprecision` is set, but takes about as long for
 * it as for the rest of opening the bundled encoder. Weights that have a zero point already, or that other operators read
 * too, stay as they are.
 * @returns the same bytes if there is nothing to change
 * @throws RangeError if the bytes are not an ONNX model
 */
export function withUnsignedWeights(model: Uint8Array): Uint8Array {
  const names = signedWeights(model);
  if (names.size === 0) return model;
  const weights = new Set<Uint8Array>();
  const parts = changed(model, ({ field, value }) =>
    field === 7 ? changedGraph(bytesOf(value), names, weights) : undefined,
  );
  // The numbers are changed in the copy: large memory is slow to get, so there is only one.
  const copy = concatenate(parts);
  let offset = 0;
  for (const part of parts) {
    if (weights.has(part)) addZero(copy.subarray(offset, offset + part.length));
    offset += part.length;
  }
  return copy;
}

/** Returns the names of the weights that can be changed. */
function signedWeights(model: Uint8Array): Set<string> {
  const { nodes, tensors } = readOnnxGraph(model);
  const isChangeable = ({ operator, inputs }: StoredNode) => {
    const place = zeroPlaces[operator];
    const weights = tensors.get(inputs[weightsPlace]);
    // Few numbers may be stored in another form than as bytes of the file.
    return place !== undefined && !inputs[place] && weights?.data.buffer === model.buffer;
  };
  const names = new Set<string>();
  for (const node of nodes)
    if (isChangeable(node) && tensors.get(node.inputs[weightsPlace])?.type === "int8")
      names.add(node.inputs[weightsPlace]);
  for (const node of nodes)
    for (const [place, name] of node.inputs.entries())
      if (place !== weightsPlace || !isChangeable(node)) names.delete(name);
  return names;
}

/** @param weights gets the parts with the numbers of weights, which stay to be changed */
function changedGraph(graph: Uint8Array, names: ReadonlySet<string>, weights: Set<Uint8Array>): Uint8Array[] {
  const zeroTensor = [integerField(2, uint8), textField(8, zeroName), messageField(9, [Uint8Array.of(zero)])];
  return [
    ...changed(graph, ({ field, value }) => {
      if (field === 1) return changedNode(bytesOf(value), names);
      return field === 5 ? changedTensor(bytesOf(value), names, weights) : undefined;
    }),
    messageField(5, zeroTensor),
  ];
}

function changedNode(node: Uint8Array, names: ReadonlySet<string>): Uint8Array[] | undefined {
  const fields = [...readFields(node)];
  const place = zeroPlaces[textOf(fields.find(({ field }) => field === 4)?.value)];
  if (place === undefined) return undefined;
  const inputs = fields.filter(({ field }) => field === 1).map(({ value }) => textOf(value));
  if (!names.has(inputs[weightsPlace])) return undefined;
  const all = Array.from({ length: Math.max(inputs.length, place + 1) }, (_, i) => inputs[i] ?? "");
  const withZero = all.map((input, i) => textField(1, i === place ? zeroName : input));
  return [...withZero, ...fields.filter(({ field }) => field !== 1).flatMap(partsOf)];
}

function changedTensor(
  tensor: Uint8Array,
  names: ReadonlySet<string>,
  weights: Set<Uint8Array>,
): Uint8Array[] | undefined {
  const fields = [...readFields(tensor)];
  if (!names.has(textOf(fields.find(({ field }) => field === 8)?.value))) return undefined;
  return fields.flatMap((each) => {
    if (each.field === 9) weights.add(bytesOf(each.value));
    return each.field === 2 ? [integerField(2, uint8)] : partsOf(each);
  });
}

/** Adds 128 to int8 numbers, which makes them uint8 numbers: their top bit becomes the opposite. Four at a time where possible. */
function addZero(numbers: Uint8Array): void {
  const { buffer, byteOffset, length } = numbers;
  const start = Math.min((4 - (byteOffset % 4)) % 4, length);
  const words = new Int32Array(buffer, byteOffset + start, Math.floor((length - start) / 4));
  const topBits = 0x80808080 | 0;
  for (let i = 0; i < words.length; i++) words[i] ^= topBits;
  for (let i = 0; i < start; i++) numbers[i] ^= zero;
  for (let i = start + 4 * words.length; i < length; i++) numbers[i] ^= zero;
}

/**
 * Returns the parts of a message, some fields of which are changed.
 * @param change returns the new content of a field with a message, or undefined if the field stays as it is
 */
function changed(message: Uint8Array, change: (field: Field) => Uint8Array[] | undefined): Uint8Array[] {
  return [...readFields(message)].flatMap((each) => {
    const content = change(each);
    return content === undefined ? partsOf(each) : fieldParts(each.field, content);
  });
}

function partsOf({ field, value }: Field): Uint8Array[] {
  return typeof value === "number" ? [integerField(field, value)] : fieldParts(field, [value]);
}

function bytesOf(value: Field["value"]): Uint8Array {
  if (typeof value === "number")
    throw new RangeError("The message has a number where it should have a part.");
  return value;
}

function textOf(value: Field["value"] | undefined): string {
  return value === undefined ? "" : decodeText(bytesOf(value));
}
