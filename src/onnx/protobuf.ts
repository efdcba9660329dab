/**
 * As much of Protocol Buffers as ONNX files need: a message is a row of fields, each a number and a value that is a
 * whole number, four bytes, or bytes with their length in front (texts, messages and raw data).
 */
const wireVarint = 0;
const wireFixed64 = 1;
const wireBytes = 2;
const wireFixed32 = 5;

/** One field as it was read; fields of eight bytes, which ONNX files hardly have, are left out. */
export interface Field {
  readonly field: number;
  /** Whole numbers beyond 53 bits and negative ones are not kept exactly. */
  readonly value: number | Uint8Array;
}

/** The fields of a message in the order in which they stand; bytes are views. @throws RangeError where it is cut off. */
export function* readFields(message: Uint8Array): Generator<Field> {
  let offset = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      if (offset >= message.length) throw new RangeError("The message ends in the middle of a number.");
      const byte = message[offset++];
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const take = (length: number): Uint8Array => {
    if (offset + length > message.length) throw new RangeError("The message ends in the middle of a field.");
    offset += length;
    return message.subarray(offset - length, offset);
  };
  while (offset < message.length) {
    const key = readVarint();
    const field = Math.floor(key / 8);
    const wire = key % 8;
    if (wire === wireVarint) yield { field, value: readVarint() };
    else if (wire === wireBytes) yield { field, value: take(readVarint()) };
    else if (wire === wireFixed32) yield { field, value: take(4) };
    else if (wire === wireFixed64) take(8);
    else throw new RangeError(`The message has a field of the unknown wire type ${wire}.`);
  }
}

/** A field with a whole number; a negative one takes ten bytes, as the format has it. */
export function integerField(field: number, value: number): Uint8Array {
  return Uint8Array.from([...varint((field << 3) | wireVarint), ...varint(value)]);
}

/** A field with a float32 number. */
export function floatField(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return concatenate([Uint8Array.from(varint((field << 3) | wireFixed32)), bytes]);
}

/** A field with a text. */
export function textField(field: number, value: string): Uint8Array {
  return messageField(field, [new TextEncoder().encode(value)]);
}

/** A field with a message, given as its fields, or with raw data. */
export function messageField(field: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return concatenate([Uint8Array.from([...varint((field << 3) | wireBytes), ...varint(length)]), ...parts]);
}

/** Parts one after the other. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Seven bits a byte, lowest first; the top bit says that more follow. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return bytes;
}
