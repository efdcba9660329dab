// Half-precision floats (IEEE 754 binary16): a sign bit, 5 bits of exponent, 10 bits of fraction.

const signBit = 0x8000;
const infinity = 0x7c00;
const notANumber = 0x7e00;

/** The distance between two half-precision numbers below 2^-14. */
const smallest = 2 ** -24;

/** Rounds numbers to the nearest half-precision ones, ties to even. 65520 and larger become infinite. @returns their bits */
export function toFloat16(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  // A loop, because `Uint16Array.from` with a function takes ten times as long and an adapter has 670,000 numbers.
  for (let i = 0; i < halves.length; i++) {
    halves[i] = ((bits[i] >>> 16) & signBit) | magnitudeOf(bits[i], values[i]);
  }
  return halves;
}

/** Converts bits of half-precision numbers to float32. The conversion is exact. */
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

/** Returns the bits of the half-precision number without its sign. @param single the bits of the float32 @param value the float32 */
function magnitudeOf(single: number, value: number): number {
  const magnitude = single & 0x7fffffff;
  if (Number.isNaN(value)) return notANumber;
  if (Math.abs(value) >= 65536) return infinity;
  // Between 1/2 and 1 the distance of float32 numbers is 2^-24 too, so adding 1/2 rounds the value as needed.
  if (Math.abs(value) < 2 ** -14) return (Math.fround(Math.abs(value) + 0.5) - 0.5) / smallest;
  // The bias of the exponent changes from 127 to 15, and 13 bits of fraction are dropped. A carry into the exponent is correct.
  const rebiased = magnitude - (112 << 23);
  return (rebiased + 0xfff + ((rebiased >>> 13) & 1)) >>> 13;
}
