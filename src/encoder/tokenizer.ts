import { Tokenizer } from "@huggingface/tokenizers";
import { cutIntoPieces } from "./text-pieces.ts";
import { wellFormed } from "./well-formed.ts";

/** Turns a text into the numbers that a transformer reads. */
export interface TextTokenizer {
  /**
   * Returns the token ids of any text, without the special tokens around it; an empty text has none.
   * @param enough number of tokens after which the rest of a long text is left out; default: no limit. There may be
   * some more tokens than this.
   */
  encode(text: string, enough?: number): number[];
  /** Special tokens that stand before and after a sequence ([CLS] and [SEP]). */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** The id that fills a short row of a batch. */
  readonly padding: number;
}

/** Texts longer than this many characters are tokenised piece by piece. */
const pieceLength = 8192;

/**
 * Opens a tokenizer.
 * @param definition the parsed `tokenizer.json` of the Hugging Face tokenizers library.
 * @throws an Error of the tokenizers library where it does not know the definition.
 */
export function openTokenizer(definition: object): TextTokenizer {
  const tokenizer = new Tokenizer(definition, {});
  const encode = (text: string, enough = Number.POSITIVE_INFINITY) => {
    const ids: number[] = [];
    for (const piece of cutIntoPieces(text, pieceLength)) {
      if (ids.length >= enough) break;
      for (const id of tokenizer.encode(wellFormed(piece), { add_special_tokens: false }).ids) ids.push(id);
    }
    return ids;
  };
  return { encode, ...specialTokens(tokenizer), padding: paddingId(tokenizer, definition) };
}

/** A window's tokens between the special ones; a graph cannot take an empty row, so that becomes one padding token. */
export function sequenceOf(tokenizer: TextTokenizer, ids: ArrayLike<number>): number[] {
  const sequence = [...tokenizer.before, ...Array.from(ids), ...tokenizer.after];
  return sequence.length === 0 ? [tokenizer.padding] : sequence;
}

/** A word that every vocabulary can spell, to see what stands around it. */
const probe = "a";

function specialTokens(tokenizer: Tokenizer): Pick<TextTokenizer, "before" | "after"> {
  const bare: number[] = tokenizer.encode(probe, { add_special_tokens: false }).ids;
  const whole: number[] = tokenizer.encode(probe).ids;
  const start = whole.findIndex((_, i) => bare.every((id, j) => whole[i + j] === id));
  return { before: whole.slice(0, start), after: whole.slice(start + bare.length) };
}

function paddingId(tokenizer: Tokenizer, definition: { padding?: { pad_id?: number } | null }): number {
  return definition.padding?.pad_id ?? tokenizer.token_to_id("[PAD]") ?? tokenizer.token_to_id("<pad>") ?? 0;
}
