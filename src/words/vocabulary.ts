import { type SparseMatrix, type SparseRow, sparseFrom } from "../math/sparse.ts";
import { countGrams, mostFrequent } from "./count-grams.ts";
import { GramTable } from "./gram-table.ts";
import { type GramKind, gramHashes } from "./grams.ts";

/** Which grams a vocabulary keeps. */
export interface VocabularyOptions {
  /** Kinds of grams, each scaled to unit length by itself. Default: words only. */
  readonly kinds?: readonly GramKind[];
  /** Minimum number of texts that have the gram. Larger: a smaller vocabulary. Default: 2, or 1 below 200 texts. */
  readonly minTexts?: number;
  /** Maximum number of grams per kind; those in the most texts are kept. Default: 200,000. */
  readonly maxGrams?: number;
}

/** The grams of one kind that count, in the order of their columns. */
export interface KindVocabulary {
  readonly kind: GramKind;
  /** Hash of each gram, ascending. */
  readonly hashes: Uint32Array;
  /** Weight of each gram: its inverse document frequency, log((1 + texts) / (1 + texts with the gram)) + 1. */
  readonly weights: Float32Array;
}

/**
 * Length of the features of each kind. Larger: the kind counts more. The form tells little about most tasks; at length 1 it
 * did harm on train sides of public sets.
 */
const lengths: Readonly<Record<GramKind, number>> = { words: 1, characters: 1, form: 0.35 };
/** Below this number of texts a gram that occurs in one text is kept. */
const fewTexts = 200;
const usualMaxGrams = 200_000;

/**
 * Turns texts into sparse tf-idf features. The features of a text depend on the text and the vocabulary only. The order of
 * the texts that a vocabulary was made from does not matter.
 */
export class Vocabulary {
  readonly kinds: readonly KindVocabulary[];
  /** Number of features: the grams of all kinds. */
  readonly size: number;
  readonly #tables: readonly GramTable[];

  constructor(kinds: readonly KindVocabulary[]) {
    this.kinds = kinds;
    this.size = kinds.reduce((sum, { hashes }) => sum + hashes.length, 0);
    let first = 0;
    this.#tables = kinds.map(({ hashes }) => {
      const table = new GramTable(hashes.length);
      for (const hash of hashes) table.set(hash, first++);
      return table;
    });
  }

  /**
   * Makes a vocabulary from texts. Copies of a text should be given once.
   * @example
   * Vocabulary.from(["late again", "late"]).size; // 3: "late", "again", "late again"
   */
  static from(texts: readonly string[], options: VocabularyOptions = {}): Vocabulary {
    const { kinds = ["words"], minTexts = texts.length < fewTexts ? 1 : 2 } = options;
    const maxGrams = options.maxGrams ?? usualMaxGrams;
    return new Vocabulary(kinds.map((kind) => kindVocabulary(texts, kind, minTexts, maxGrams)));
  }

  /**
   * Returns the features of texts: [texts, size]. Per kind, a gram that occurs n times has (1 + log n) times its weight,
   * and the row is scaled to the length of the kind. A text without known grams has an empty row.
   */
  features(texts: readonly string[]): SparseMatrix {
    return sparseFrom(this.#rows(texts), this.size);
  }

  *#rows(texts: readonly string[]): Iterable<SparseRow> {
    for (const text of texts) yield this.#row(text);
  }

  #row(text: string): SparseRow {
    const indices: number[] = [];
    const values: number[] = [];
    let first = 0;
    for (const [k, { kind, hashes, weights }] of this.kinds.entries()) {
      const counts = new Map<number, number>();
      for (const hash of gramHashes(text, kind)) {
        const column = this.#tables[k].get(hash);
        if (column !== undefined) counts.set(column, (counts.get(column) ?? 0) + 1);
      }
      const columns = [...counts.keys()].sort((a, b) => a - b);
      const row = columns.map((column) => (1 + Math.log(counts.get(column)!)) * weights[column - first]);
      const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
      for (const column of columns) indices.push(column);
      for (const value of row) values.push((lengths[kind] * value) / length);
      first += hashes.length;
    }
    return { indices: Uint32Array.from(indices), values: Float32Array.from(values) };
  }
}

function kindVocabulary(
  texts: readonly string[],
  kind: GramKind,
  minTexts: number,
  maxGrams: number,
): KindVocabulary {
  const { hashes, counts } = mostFrequent(countGrams(texts, kind, minTexts), maxGrams);
  const weights = Float32Array.from(counts, (count) => Math.log((1 + texts.length) / (1 + count)) + 1);
  return { kind, hashes, weights };
}
