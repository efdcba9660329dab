/** The table reaches from here, where omega(z) is exp(z) for all purposes, up to `highest`, where its series is exact enough. */
const lowest = -8;
const highest = 48;
/** Entries of the table per unit. More take more memory, fewer make the interpolation less exact. */
const stepsPerUnit = 64;

const table = Float64Array.from({ length: (highest - lowest) * stepsPerUnit + 2 }, (_, n) =>
  exactOmega(lowest + n / stepsPerUnit),
);

/**
 * Returns the Wright omega function with a relative error of 1e-4: the number w with w + log w = z (Corless and Jeffrey,
 * "The Wright omega function", 2002). It has no NaN for finite z, and is 0 below about -745.
 * @example
 * wrightOmega(1); // 1
 */
export function wrightOmega(z: number): number {
  if (z < lowest) {
    const small = Math.exp(z);
    return small - small * small;
  }
  if (z < highest) {
    const at = (z - lowest) * stepsPerUnit;
    const n = at | 0;
    return table[n] + (at - n) * (table[n + 1] - table[n]);
  }
  const log = Math.log(z);
  return z - log + log / z + (log * (log - 2)) / (2 * z * z);
}

/** Newton's method on w + log w = z, from below, where it converges monotonically. */
function exactOmega(z: number): number {
  let w = z > 1 ? z - Math.log(z) : Math.exp(Math.min(z, 0) - 1);
  for (let step = 0; step < 60; step++) {
    const next = (w * (1 + z - Math.log(w))) / (1 + w);
    if (next === w) break;
    w = next;
  }
  return w;
}
