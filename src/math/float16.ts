/** Half-precision floats (IEEE 754 binary16): a sign, 5 bits of exponent, 10 of fraction. */

const signBit = 0x8000;
const infinity = 0x7c00;
const notANumber = 0x7e00;

/** The step between the halves below 2^-14. */
const smallest = 2 ** -24;

/** The nearest halves as bits, ties to even; 65520 and beyond become infinite. */
export function toFloat16(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  // A loop: an adapter has 670,000 numbers, and `from` with a function takes ten times as long.
  for (let i = 0; i < halves.length; i++) {
    halves[i] = ((bits[i] >>> 16) & signBit) | magnitudeOf(bits[i], values[i]);
  }
  return halves;
}

/** Halves given as bits; every one of them is exactly a float32. */
export function fromFloat16(bits: Uint16Array): Float32Array {
  const values = new Float32Array(bits.length);
  for (let i = 0; i < values.length; i++) values[i] = numberOf(bits[i]);
  return values;
}

function numberOf(half: number): number {
  const sign = half & signBit ? -1 : 1;
  const exponent = (half & infinity) >> 10;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * smallest;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** The half without its sign, of a float32 given both as bits and as a number. */
function magnitudeOf(single: number, value: number): number {
  const magnitude = single & 0x7fffffff;
  if (Number.isNaN(value)) return notANumber;
  if (Math.abs(value) >= 65536) return infinity;
  // Between 1/2 and 1 float32's step is 2^-24 too, so the sum is rounded as the half must be.
  if (Math.abs(value) < 2 ** -14) return (Math.fround(Math.abs(value) + 0.5) - 0.5) / smallest;
  // The exponent's bias falls from 127 to 15 and 13 bits of fraction go; a carry into the exponent is right.
  const rebiased = magnitude - (112 << 23);
  return (rebiased + 0xfff + ((rebiased >>> 13) & 1)) >>> 13;
}
