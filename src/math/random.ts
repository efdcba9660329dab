/** A source of random numbers. Functions that need random numbers get it as a parameter. */
export interface Random {
  /** Returns a number from 0 (included) to 1 (excluded) with 53 random bits. */
  nextFloat(): number;

  /** Returns a whole number from 0 to bound - 1, each equally likely. @param bound from 1 to 2^32 */
  nextInt(bound: number): number;

  /** Returns a copy of a list in random order, each order equally likely. */
  shuffle<T>(items: readonly T[]): T[];

  /** Returns `count` different items in random order, or all items if there are fewer. */
  sampleWithoutReplacement<T>(items: readonly T[], count: number): T[];
}

/**
 * Makes a source of random numbers. The same seed gives the same sequence on every machine and in every version.
 *
 * The generator is xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2018). Its state
 * is initialized by splitmix64.
 * @param seed a safe integer
 */
export function createRandom(seed: number): Random {
  const nextUint32 = randomWords(seed);

  function nextFloat(): number {
    const upper = nextUint32() >>> 5;
    const lower = nextUint32() >>> 6;
    return (upper * 2 ** 26 + lower) / 2 ** 53;
  }

  function nextInt(bound: number): number {
    // Values in the last, incomplete multiple of the bound would favor small numbers, so they are drawn again.
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

/** Returns the generator of `createRandom`, for code that needs millions of numbers: whole numbers from 0 to 2^32 - 1. */
export function randomWords(seed: number): () => number {
  return xoshiro128(splitmix64(seed, 2).flatMap((word) => [low(word), high(word)]));
}

/** Returns a generator of whole numbers from 0 to 2^32 - 1. @param seedWords four words of state that are not all zero @internal Exported for tests. */
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

/** Returns the first numbers of splitmix64 (Steele, Lea and Flood, 2014), whose numbers differ strongly for close seeds. */
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
