import type { GramHash } from "./grams.ts";

/**
 * A table from gram hashes to numbers, for millions of grams: open addressing in typed arrays, a fraction of the memory of
 * a Map.
 */
export class GramTable {
  #keys: Uint32Array;
  #values: Uint32Array;
  #size = 0;

  /** @param expected number of grams that fit before the table grows */
  constructor(expected = 1000) {
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(expected, 8) * 2));
    this.#keys = new Uint32Array(capacity);
    this.#values = new Uint32Array(capacity);
  }

  /** Number of grams. */
  get size(): number {
    return this.#size;
  }

  /** Returns the number of a gram, or undefined. */
  get(hash: GramHash): number | undefined {
    const place = placeOf(this.#keys, hash);
    return this.#keys[place] === 0 ? undefined : this.#values[place];
  }

  set(hash: GramHash, value: number): void {
    let place = placeOf(this.#keys, hash);
    if (this.#keys[place] === 0) {
      if (2 * (this.#size + 1) > this.#keys.length) {
        this.#grow();
        place = placeOf(this.#keys, hash);
      }
      this.#keys[place] = hash;
      this.#size++;
    }
    this.#values[place] = value;
  }

  /** Adds 1 to the number of a gram; a new gram begins at zero. */
  count(hash: GramHash): void {
    this.set(hash, (this.get(hash) ?? 0) + 1);
  }

  /** Calls `visit` for every gram, in no particular order. */
  forEach(visit: (hash: GramHash, value: number) => void): void {
    for (const [place, hash] of this.#keys.entries()) if (hash !== 0) visit(hash, this.#values[place]);
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values];
    this.#keys = new Uint32Array(keys.length * 2);
    this.#values = new Uint32Array(keys.length * 2);
    for (const [from, hash] of keys.entries()) {
      if (hash === 0) continue;
      const place = placeOf(this.#keys, hash);
      this.#keys[place] = hash;
      this.#values[place] = values[from];
    }
  }
}

/** Returns the place of a gram, or the empty place where it belongs. */
function placeOf(keys: Uint32Array, hash: GramHash): number {
  const mask = keys.length - 1;
  let place = hash & mask;
  while (keys[place] !== 0 && keys[place] !== hash) place = (place + 1) & mask;
  return place;
}
