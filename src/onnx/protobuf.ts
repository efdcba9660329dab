/**
 * The part of Protocol Buffers that ONNX files need. A message is a sequence of fields. A field has a number and a value: a
 * whole number, four bytes, or bytes after their length (texts, messages and raw data).
 */
const wireVarint = 0;
const wireFixed64 = 1;
const wireBytes = 2;
const wireFixed32 = 5;

/** One field of a message. Fields of eight bytes, which ONNX files hardly have, are left out. */
export interface Field {
  readonly field: number;
  /** Whole numbers of more than 53 bits and negative ones are not exact. */
  readonly value: number | Uint8Array;
}

/** Reads the fields of a message in their order. Bytes are views of the message. @throws RangeError if it is cut off or invalid */
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

/** Writes a field with a whole number. In this format a negative number takes ten bytes. */
export function integerField(field: number, value: number): Uint8Array {
  return Uint8Array.from([...varint((field << 3) | wireVarint), ...varint(value)]);
}

/** Writes a field with a float32 number. */
export function floatField(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return concatenate([Uint8Array.from(varint((field << 3) | wireFixed32)), bytes]);
}

/** Writes a field with a text. */
export function textField(field: number, value: string): Uint8Array {
  return messageField(field, [new TextEncoder().encode(value)]);
}

/** Writes a field with raw data, or with a message that is given as its fields. */
export function messageField(field: number, parts: readonly Uint8Array[]): Uint8Array {
  return concatenate(fieldParts(field, parts));
}

/** Returns the parts of a field with raw data or a message, without joining them: large data is then copied once only. */
export function fieldParts(field: number, parts: readonly Uint8Array[]): Uint8Array[] {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return [Uint8Array.from([...varint((field << 3) | wireBytes), ...varint(length)]), ...parts];
}

/** Joins parts to one array of bytes. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Encodes a whole number in seven bits per byte, lowest first. The top bit of a byte says that another byte follows. */
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

/** One for all texts, because a graph has thousands of them. */
const decoder = new TextDecoder();

/** Reads the text of a field. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
