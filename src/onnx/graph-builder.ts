import { concatenate, floatField, integerField, messageField, textField } from "./protobuf.ts";

/** The name of a tensor in the graph. */
export type Value = string;

/** Type of the elements of a tensor. "int64" is for shapes and positions; "int8", "uint8" and "int32" are for quantized matrices. */
export type ElementType = keyof typeof elementTypes;

/** Sizes along each axis. A name stands for a size that is known only when the graph runs. */
export type Sizes = readonly (number | string)[];

type Attributes = Readonly<Record<string, Attribute>>;

/** The value of an attribute: a whole number, a list of whole numbers, or a real number. */
type Attribute = number | readonly number[] | { readonly float: number };

// Field numbers and codes are those of `onnx.proto` in the ONNX project (IR version 8).
const irVersion = 8;
const operatorSetVersion = 17;
const elementTypes = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7 } as const;
const attributeTypes = { float: 1, integer: 2, integers: 7 };

/**
 * Writes an ONNX model node by node. A node applies an operator of the ONNX standard to tensors.
 *
 * Factors and shapes are constants in the graph. Weights and data are inputs, so the graph of a training step of a whole
 * transformer has about a hundred kilobytes.
 */
export class GraphBuilder {
  readonly #nodes: Uint8Array[] = [];
  readonly #inputs: Uint8Array[] = [];
  readonly #outputs: Uint8Array[] = [];
  readonly #constants = new Map<Value, Uint8Array>();
  #count = 0;

  /** Adds an input: a tensor that the caller passes to each run. */
  input(name: string, type: ElementType, sizes: Sizes): Value {
    this.#inputs.push(messageField(11, tensorInfo(name, type, sizes)));
    return name;
  }

  /** Makes a tensor an output of the graph with this name. */
  output(name: string, value: Value, sizes: Sizes, type: ElementType = "float32"): void {
    this.#nodes.push(messageField(1, nodeOf("Identity", [value], [name], {})));
    this.#outputs.push(messageField(12, tensorInfo(name, type, sizes)));
  }

  /** Applies an operator and makes its result an output of the graph with this name, without the copy that `output` adds. */
  outputOf(
    name: string,
    operator: string,
    inputs: readonly Value[],
    attributes: Attributes,
    sizes: Sizes,
    type: ElementType = "float32",
  ): void {
    this.#nodes.push(messageField(1, nodeOf(operator, inputs, [name], attributes)));
    this.#outputs.push(messageField(12, tensorInfo(name, type, sizes)));
  }

  /** Adds an int8 constant. */
  int8s(name: string, values: Int8Array, sizes: readonly number[]): Value {
    return this.#constant(name, "int8", sizes, values);
  }

  /** Adds a float32 constant. */
  floats(name: string, values: Float32Array, sizes: readonly number[]): Value {
    return this.#constant(name, "float32", sizes, values);
  }

  /** Adds a uint8 constant without axes. */
  byte(value: number): Value {
    return this.#constant(`byte ${value}`, "uint8", [], Uint8Array.of(value));
  }

  /** Adds a float32 constant without axes. */
  scalar(value: number): Value {
    return this.#constant(`scalar ${value}`, "float32", [], Float32Array.of(value));
  }

  /** Adds an int64 constant with one axis: a shape, axes or positions. */
  integers(values: readonly number[]): Value {
    const data = BigInt64Array.from(values, BigInt);
    return this.#constant(`integers ${values.join(" ")}`, "int64", [values.length], data);
  }

  /** Applies an operator with one result. */
  apply(operator: string, inputs: readonly Value[], attributes: Attributes = {}): Value {
    return this.applyMany(operator, inputs, attributes, 1)[0];
  }

  /** Applies an operator with several results. */
  applyMany(
    operator: string,
    inputs: readonly Value[],
    attributes: Attributes,
    outputCount: number,
  ): Value[] {
    const outputs = Array.from({ length: outputCount }, () => `${operator} ${++this.#count}`);
    this.#nodes.push(messageField(1, nodeOf(operator, inputs, outputs, attributes)));
    return outputs;
  }

  /** Converts a tensor to another type. Conversion to whole numbers rounds towards zero. */
  cast(value: Value, type: ElementType): Value {
    return this.apply("Cast", [value], { to: elementTypes[type] });
  }

  /** Returns the bytes of the model, for `openSession`. */
  toBytes(): Uint8Array {
    const initializers = [...this.#constants.values()].map((tensor) => messageField(5, [tensor]));
    const graph = [...this.#nodes, textField(2, "graph"), ...initializers, ...this.#inputs, ...this.#outputs];
    const operatorSet = [textField(1, ""), integerField(2, operatorSetVersion)];
    return concatenate([integerField(1, irVersion), messageField(7, graph), messageField(8, operatorSet)]);
  }

  #constant(
    name: Value,
    type: ElementType,
    sizes: readonly number[],
    data: Float32Array | BigInt64Array | Int8Array | Uint8Array,
  ): Value {
    const tensor = [
      ...sizes.map((size) => integerField(1, size)),
      integerField(2, elementTypes[type]),
      textField(8, name),
      messageField(9, [new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]),
    ];
    this.#constants.set(name, concatenate(tensor));
    return name;
  }
}

function nodeOf(
  operator: string,
  inputs: readonly Value[],
  outputs: readonly Value[],
  attributes: Attributes,
): Uint8Array[] {
  return [
    ...inputs.map((input) => textField(1, input)),
    ...outputs.map((output) => textField(2, output)),
    textField(4, operator),
    ...Object.entries(attributes).map(([name, value]) =>
      messageField(5, [textField(1, name), ...attributeOf(value)]),
    ),
  ];
}

function attributeOf(value: Attribute): Uint8Array[] {
  if (typeof value === "number") return [integerField(3, value), integerField(20, attributeTypes.integer)];
  if ("float" in value) return [floatField(2, value.float), integerField(20, attributeTypes.float)];
  return [...value.map((each) => integerField(8, each)), integerField(20, attributeTypes.integers)];
}

function tensorInfo(name: string, type: ElementType, sizes: Sizes): Uint8Array[] {
  const shape = sizes.map((size) =>
    messageField(1, [typeof size === "number" ? integerField(1, size) : textField(2, size)]),
  );
  const tensor = [integerField(1, elementTypes[type]), messageField(2, shape)];
  return [textField(1, name), messageField(2, [messageField(1, tensor)])];
}
