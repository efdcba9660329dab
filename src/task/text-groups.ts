/**
 * Texts whose sets of letter triples have at least this Jaccard similarity are nearly the same. Smaller: texts that
 * share a template but not their meaning fall together. Larger: a changed word or a typing error makes a new text.
 */
const similarFrom = 0.7;

/**
 * A signature has `bands` x `bandSize` numbers; texts are compared if a whole band agrees. This finds 98.8 % of pairs at
 * a similarity of 0.7 and 99.98 % at 0.8. More bands find more and take longer; longer bands find fewer.
 */
const bands = 16;
const bandSize = 4;
const bins = bands * bandSize;

/** Texts per band that a text is compared with, the latest first. Bounds the time for any input; more find more. */
const maxComparedPerBand = 8;

/** Triples kept per text, those with the smallest hashes. Longer texts are compared by this sample. */
const maxTriples = 512;

/** Numbers with at least this many digits are taken as equal: they are names of things, such as order numbers. */
const longNumber = /\p{Nd}{3,}/gu;
/** Words that a text needs so that its long numbers are taken as equal. Texts of numbers alone stay different. */
const minWordsBesideNumbers = 2;

/**
 * Returns a text without what does not change its content: case, punctuation, blanks, invisible characters, and the
 * way in which Unicode composes letters. Texts with the same result are copies of each other.
 *
 * A text of punctuation alone keeps it.
 *
 * @example
 * copyKey("  Where is\nmy parcel?! "); // "where is my parcel"
 */
export function copyKey(text: string): string {
  const visible = text
    .normalize("NFC")
    .toLowerCase()
    .replace(/\p{Cf}/gu, "");
  const words = visible.replace(/[\p{P}\p{Z}\p{Cc}]+/gu, " ").trim();
  return words === "" ? visible.trim() : words;
}

/** What texts have in common; numbers count from 0 in the order of the texts. */
export interface TextGroups {
  /** Texts with one number are copies of each other: their copyKey is the same. */
  readonly copies: Int32Array;
  /** Texts with one number are equal or nearly equal; copies always share it. */
  readonly groups: Int32Array;
}

/**
 * Puts texts that are equal or nearly equal into groups, so that a split can keep them on one side.
 *
 * Each text joins the group of the most similar earlier text that began a group, or begins one. Texts that come later
 * therefore never change the groups of earlier ones. Candidates come from MinHash signatures with one permutation
 * (Li, Owen and Zhang, "One permutation hashing", 2012) cut into bands, so the time is about linear in the number of
 * texts: there is no comparison of all pairs. The result is the same on every machine.
 *
 *
 * @example
 * groupTexts(["Where is my parcel?", "Refund me", "where is my parcel"]).groups; // Int32Array [0, 1, 0]
 */
export function groupTexts(texts: readonly string[]): TextGroups {
  const numbers = new Map<string, number>();
  const copies = new Int32Array(texts.length);
  const groups = new Int32Array(texts.length);
  const groupOfCopies: number[] = [];
  const index = new GroupIndex();
  for (const [i, text] of texts.entries()) {
    const key = copyKey(text);
    let copy = numbers.get(key);
    if (copy === undefined) {
      copy = numbers.size;
      numbers.set(key, copy);
      groupOfCopies.push(index.join(triplesOf(key)));
    }
    copies[i] = copy;
    groups[i] = groupOfCopies[copy];
  }
  return { copies, groups };
}

/** The first text of every group, findable by the bands of its signature. */
class GroupIndex {
  readonly #triples: Uint32Array[] = [];
  /** Band -> the latest group that has it, and from there to the one before. */
  readonly #latest = new Map<number, number>();
  readonly #before: Int32Array[] = [];
  /** For each group, the number of the last text that was compared with it. */
  readonly #comparedBy: number[] = [];
  #asked = 0;

  /** Returns the most similar group, or begins one. */
  join(triples: Uint32Array): number {
    const keys = bandKeys(triples);
    this.#asked++;
    let best = -1;
    let highest = similarFrom;
    for (const [band, key] of keys.entries()) {
      let group = this.#latest.get(key) ?? -1;
      for (let compared = 0; group >= 0 && compared < maxComparedPerBand; compared++) {
        const similarity = this.#similarityOnce(group, triples);
        if (similarity > highest || (similarity === highest && (best < 0 || group < best))) {
          highest = similarity;
          best = group;
        }
        group = this.#before[group][band];
      }
    }
    return best >= 0 ? best : this.#begin(triples, keys);
  }

  #similarityOnce(group: number, triples: Uint32Array): number {
    if (this.#comparedBy[group] === this.#asked) return 0;
    this.#comparedBy[group] = this.#asked;
    return jaccard(this.#triples[group], triples);
  }

  #begin(triples: Uint32Array, keys: Int32Array): number {
    const group = this.#triples.length;
    this.#triples.push(triples);
    this.#comparedBy.push(0);
    this.#before.push(keys.map((key) => this.#latest.get(key) ?? -1));
    for (const key of keys) this.#latest.set(key, group);
    return group;
  }
}

/** Hashes of the letter triples of all words, each word between blanks; ascending, each once. */
function triplesOf(key: string): Uint32Array {
  const hasWords = (key.match(/\p{L}+/gu) ?? []).length >= minWordsBesideNumbers;
  const letters = Array.from(
    ` ${hasWords ? key.replace(longNumber, "000") : key} `,
    (letter) => letter.codePointAt(0)!,
  );
  const hashes = new Set<number>();
  for (let i = 0; i + 2 < letters.length || i === 0; i++) {
    hashes.add(hashOf(letters[i], letters[i + 1] ?? 0, letters[i + 2] ?? 0));
  }
  return Uint32Array.from(hashes).sort().subarray(0, maxTriples);
}

/** One number per band, from the smallest hash of each of its bins. Numbers of different bands differ. */
function bandKeys(triples: Uint32Array): Int32Array {
  const smallest = new Uint32Array(bins).fill(0xffffffff);
  const isFilled = new Uint8Array(bins);
  for (const hash of triples) {
    const bin = mixed(hash) % bins;
    isFilled[bin] = 1;
    if (hash < smallest[bin]) smallest[bin] = hash;
  }
  return Int32Array.from({ length: bands }, (_, band) => {
    let key = band + 1;
    for (let bin = band * bandSize; bin < (band + 1) * bandSize; bin++) {
      // An empty bin takes the number of the next filled one (Shrivastava and Li, "Densifying one permutation hashing", 2014).
      let [from, distance] = [bin, 0];
      while (isFilled[from] === 0 && distance < bins) {
        from = (from + 1) % bins;
        distance++;
      }
      key = mixed(key ^ mixed(smallest[from] + distance));
    }
    return key >>> 2;
  });
}

/** The Jaccard similarity of two ascending lists; of two samples of larger sets, an estimate of it. */
function jaccard(a: Uint32Array, b: Uint32Array): number {
  const wanted = a.length === maxTriples && b.length === maxTriples ? maxTriples : a.length + b.length;
  let [i, j, common, all] = [0, 0, 0, 0];
  while ((i < a.length || j < b.length) && all < wanted) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      common++;
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && a[i] < b[j])) i++;
    else j++;
    all++;
  }
  return common / all;
}

function hashOf(first: number, second: number, third: number): number {
  return mixed(mixed(mixed(first + 0x9e3779b9) ^ second) ^ third);
}

/** Spreads the bits of a whole number over 32 bits (the finaliser of MurmurHash3, Appleby 2008). */
function mixed(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
