import { concatenate, integerField, messageField, textField } from "./protobuf.ts";

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
    ...inputs.map((input) => textField(1, input.name)),
    textField(2, output.name),
    textField(4, operator),
    ...Object.entries(attributes).map(([name, value]) => messageField(5, integerAttribute(name, value))),
  ];
  const graph = [
    messageField(1, node),
    textField(2, operator),
    ...inputs.map((input) => messageField(11, floatTensor(input))),
    messageField(12, floatTensor(output)),
  ];
  const operatorSet = [textField(1, ""), integerField(2, operatorSetVersion)];
  return concatenate([integerField(1, irVersion), messageField(7, graph), messageField(8, operatorSet)]);
}

function integerAttribute(name: string, value: number): Uint8Array[] {
  return [textField(1, name), integerField(3, value), integerField(20, attributeTypeInteger)];
}

function floatTensor({ name, sizes }: TensorShape): Uint8Array[] {
  const shape = sizes.map((size) => messageField(1, [textField(2, size)]));
  const tensor = [integerField(1, elementTypeFloat), messageField(2, shape)];
  return [textField(1, name), messageField(2, [messageField(1, tensor)])];
}
