/**
 * Writes ONNX models of one node, so that onnxruntime can be asked for a single operator.
 *
 * A model is a Protocol Buffers message; field numbers are those of `onnx.proto` in the ONNX project (IR version 8).
 * Shapes are left out where they are symbolic, so one model serves every size.
 */
export interface OperatorModel {
  /** The operator's name in the ONNX standard, for instance "Gemm". */
  readonly operator: string;
  readonly attributes: Readonly<Record<string, number>>;
  /** Names and symbolic sizes of the float32 tensors that go in and come out. */
  readonly inputs: readonly TensorShape[];
  readonly output: TensorShape;
}

interface TensorShape {
  readonly name: string;
  readonly sizes: readonly string[];
}

const irVersion = 8;
const operatorSetVersion = 13;
const elementTypeFloat = 1;
const attributeTypeInteger = 2;

/** The bytes of an ONNX model that applies one operator with integer attributes to float32 tensors. */
export function writeOperatorModel({ operator, attributes, inputs, output }: OperatorModel): Uint8Array {
  const node = [
    ...inputs.map((input) => text(1, input.name)),
    text(2, output.name),
    text(4, operator),
    ...Object.entries(attributes).map(([name, value]) => message(5, integerAttribute(name, value))),
  ];
  const graph = [
    message(1, node),
    text(2, operator),
    ...inputs.map((input) => message(11, floatTensor(input))),
    message(12, floatTensor(output)),
  ];
  const operatorSet = [text(1, ""), integer(2, operatorSetVersion)];
  return concatenate([integer(1, irVersion), message(7, graph), message(8, operatorSet)]);
}

function integerAttribute(name: string, value: number): Uint8Array[] {
  return [text(1, name), integer(3, value), integer(20, attributeTypeInteger)];
}

function floatTensor({ name, sizes }: TensorShape): Uint8Array[] {
  const shape = sizes.map((size) => message(1, [text(2, size)]));
  const tensor = [integer(1, elementTypeFloat), message(2, shape)];
  return [text(1, name), message(2, [message(1, tensor)])];
}

const wireVarint = 0;
const wireBytes = 2;

function integer(field: number, value: number): Uint8Array {
  return Uint8Array.from([...varint((field << 3) | wireVarint), ...varint(value)]);
}

function text(field: number, value: string): Uint8Array {
  return message(field, [new TextEncoder().encode(value)]);
}

function message(field: number, parts: readonly Uint8Array[]): Uint8Array {
  const body = concatenate(parts);
  return concatenate([Uint8Array.from([...varint((field << 3) | wireBytes), ...varint(body.length)]), body]);
}

/** Seven bits a byte, lowest first; the top bit says that more follow. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  bytes.push(rest);
  return bytes;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
