import { Tokenizer } from "@huggingface/tokenizers";
import { cutIntoPieces } from "./text-pieces.ts";
import { wellFormed } from "./well-formed.ts";

/** Turns a text into the token ids that a transformer reads. */
export interface TextTokenizer {
  /**
   * Returns the token ids of any text, without special tokens. An empty text has none.
   * @param enough number of tokens after which the rest of a long text is skipped. There may be some more tokens than
   * this. Default: no limit
   */
  encode(text: string, enough?: number): number[];
  /** Special tokens before and after a sequence ([CLS] and [SEP]). */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** The id that fills a short row of a batch. */
  readonly padding: number;
  /** The id of text that the vocabulary has no tokens for. Undefined if the tokenizer names none. */
  readonly unknown?: number;
  /** Number of tokens of the vocabulary. */
  readonly vocabularySize: number;
}

/** Longer texts, in characters, are tokenised piece by piece. Larger: some tokenizers need too much time or stack. */
export const pieceLength = 8192;

/** The parts of a `tokenizer.json` that are read here. */
interface TokenizerDefinition {
  readonly padding?: { readonly pad_id?: number } | null;
  readonly model?: {
    readonly unk_token?: string | null;
    readonly unk_id?: number | null;
    /** Token -> id, or a list of tokens with scores. */
    readonly vocab?: object;
  } | null;
}

/**
 * Opens a tokenizer.
 * @param definition the parsed `tokenizer.json` of the Hugging Face tokenizers library
 * @throws an Error of the tokenizers library if it does not support the definition
 */
export function openTokenizer(definition: TokenizerDefinition): TextTokenizer {
  const tokenizer = new Tokenizer(definition, {});
  const encode = (text: string, enough = Number.POSITIVE_INFINITY) => {
    const ids: number[] = [];
    for (const piece of cutIntoPieces(text, pieceLength)) {
      if (ids.length >= enough) break;
      for (const id of tokenizer.encode(wellFormed(piece), { add_special_tokens: false }).ids) ids.push(id);
    }
    return ids;
  };
  const unknown = unknownId(tokenizer, definition);
  const vocabularySize = Object.keys(definition.model?.vocab ?? {}).length;
  return {
    encode,
    ...specialTokens(tokenizer),
    padding: paddingId(tokenizer, definition),
    unknown,
    vocabularySize,
  };
}

/** Returns a window's tokens between the special tokens. An empty row becomes one padding token, because graphs need one. */
export function sequenceOf(tokenizer: TextTokenizer, ids: ArrayLike<number>): number[] {
  const sequence = [...tokenizer.before, ...Array.from(ids), ...tokenizer.after];
  return sequence.length === 0 ? [tokenizer.padding] : sequence;
}

/** A word that every vocabulary has tokens for; it shows which special tokens are put around it. */
const probe = "a";

function specialTokens(tokenizer: Tokenizer): Pick<TextTokenizer, "before" | "after"> {
  const bare: number[] = tokenizer.encode(probe, { add_special_tokens: false }).ids;
  const whole: number[] = tokenizer.encode(probe).ids;
  const start = whole.findIndex((_, i) => bare.every((id, j) => whole[i + j] === id));
  return { before: whole.slice(0, start), after: whole.slice(start + bare.length) };
}

/** WordPiece and BPE name the unknown token, Unigram numbers it. */
function unknownId(tokenizer: Tokenizer, { model }: TokenizerDefinition): number | undefined {
  const { unk_token: token, unk_id: id } = model ?? {};
  return (token ? tokenizer.token_to_id(token) : undefined) ?? id ?? undefined;
}

function paddingId(tokenizer: Tokenizer, definition: TokenizerDefinition): number {
  return definition.padding?.pad_id ?? tokenizer.token_to_id("[PAD]") ?? tokenizer.token_to_id("<pad>") ?? 0;
}
