/** A source of random numbers that is handed to whoever needs chance. */
export interface Random {
  /** A number from 0 (included) to 1 (excluded), with all 53 bits that a double can hold there. */
  nextFloat(): number;

  /** A whole number from 0 to bound - 1, each equally likely; bound is from 1 to 2^32. */
  nextInt(bound: number): number;

  /** The items in random order, every order equally likely; the list given stays as it is. */
  shuffle<T>(items: readonly T[]): T[];

  /** Different items in random order: `count` of them, or all where there are fewer. */
  sampleWithoutReplacement<T>(items: readonly T[], count: number): T[];
}

/**
 * Random numbers from a seed, a safe integer: the same seed gives the same sequence on every machine, for ever.
 *
 * The generator is xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2018), its
 * state filled by splitmix64.
 */
export function createRandom(seed: number): Random {
  const nextUint32 = randomWords(seed);

  function nextFloat(): number {
    const upper = nextUint32() >>> 5;
    const lower = nextUint32() >>> 6;
    return (upper * 2 ** 26 + lower) / 2 ** 53;
  }

  function nextInt(bound: number): number {
    // The last, incomplete round of the 2^32 values would favour small numbers: draw again there.
    const limit = 2 ** 32 - (2 ** 32 % bound);
    let drawn = nextUint32();
    while (drawn >= limit) drawn = nextUint32();
    return drawn % bound;
  }

  function sampleWithoutReplacement<T>(items: readonly T[], count: number): T[] {
    const pool = [...items];
    const taken = Math.min(count, pool.length);
    for (let i = 0; i < taken; i++) {
      const j = i + nextInt(pool.length - i);
      [pool[i], pool[j]] = [pool[j], pool[i]];
    }
    return pool.slice(0, taken);
  }

  return {
    nextFloat,
    nextInt,
    shuffle: (items) => sampleWithoutReplacement(items, items.length),
    sampleWithoutReplacement,
  };
}

/** The bare words of `createRandom`, whole numbers from 0 to 2^32 - 1: for whoever needs millions of them. */
export function randomWords(seed: number): () => number {
  return xoshiro128(splitmix64(seed, 2).flatMap((word) => [low(word), high(word)]));
}

/** The generator itself: whole numbers from 0 to 2^32 - 1, from four words of state that are not all zero. */
export function xoshiro128(seedWords: ArrayLike<number>): () => number {
  const state = Uint32Array.from(seedWords);
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(state[1], 5), 7), 9) >>> 0;
    const shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotateLeft(state[3], 11);
    return result;
  };
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** The first numbers of splitmix64 (Steele, Lea and Flood, 2014), which spreads close seeds far apart. */
function splitmix64(seed: number, count: number): bigint[] {
  return Array.from({ length: count }, (_, i) => {
    let mixed = BigInt.asUintN(64, BigInt(seed) + BigInt(i + 1) * 0x9e3779b97f4a7c15n);
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n);
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
    return mixed ^ (mixed >> 31n);
  });
}

function low(value: bigint): number {
  return Number(BigInt.asUintN(32, value));
}

function high(value: bigint): number {
  return Number(value >> 32n);
}
