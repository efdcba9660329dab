import { readFolderTokenizer } from "../encoder/encoder-files.ts";
import { sliceWhole } from "../encoder/text-pieces.ts";
import { isUnfamiliar } from "../encoder/unfamiliar-language.ts";
import { defaultEncoderStore } from "./encoder-store.ts";
import { type EncoderDetails, readEncoders } from "./list-encoders.ts";

/** What counts when several encoders know the language of the texts. */
export type EncoderBalance = "balanced" | "speed" | "accuracy";

/** The values of the option `encoder` that let pilesort choose. */
const automatic: Readonly<Record<string, EncoderBalance>> = {
  auto: "balanced",
  "auto:speed": "speed",
  "auto:accuracy": "accuracy",
};

/** Returns what an automatic choice should prefer; undefined if the value names an encoder. */
export function balanceOf(encoder: unknown): EncoderBalance | undefined {
  return typeof encoder === "string" && Object.hasOwn(automatic, encoder) ? automatic[encoder] : undefined;
}

/** Number of texts that are read. Larger: the choice takes longer. */
const maxTexts = 2000;
/** Number of characters that are read of each text. */
const maxCharacters = 500;

interface Candidate {
  readonly name: string;
  readonly dimensions: number;
  readonly bytes: number;
  readonly vocabulary: number;
}

/**
 * Chooses an encoder for texts: the bundled one or one in the store. Nothing is downloaded.
 *
 * An encoder is a candidate if its vocabulary knows the language of the descriptions and of the other texts, see
 * `isUnfamiliar`. Among the candidates "speed" takes the one with the smallest files. "accuracy" takes the one with the
 * longest vectors; of two, the one with the smaller vocabulary, which is made for fewer languages. "balanced" takes the
 * bundled one if it is a candidate, else the same as "speed".
 * @param groups descriptions, examples and other texts. Each group is judged by itself
 * @returns "bundled" if no encoder knows the language; training then says which encoder would help
 */
export async function chooseEncoder(
  groups: readonly (readonly string[])[],
  balance: EncoderBalance,
  store = defaultEncoderStore(),
): Promise<string> {
  const samples = groups.map(sampleOf);
  const candidates: Candidate[] = [];
  for (const encoder of await readEncoders({ store })) {
    const candidate = await candidateOf(encoder, samples);
    if (candidate !== undefined) candidates.push(candidate);
  }
  const bundled = candidates.find(({ name }) => name === "bundled");
  if (balance === "balanced" && bundled !== undefined) return bundled.name;
  const best = candidates.toSorted(balance === "accuracy" ? byAccuracy : bySpeed)[0];
  return best?.name ?? "bundled";
}

function byAccuracy(a: Candidate, b: Candidate): number {
  return b.dimensions - a.dimensions || a.vocabulary - b.vocabulary || isOther(a) - isOther(b);
}

function bySpeed(a: Candidate, b: Candidate): number {
  return a.bytes - b.bytes || isOther(a) - isOther(b);
}

function isOther({ name }: Candidate): number {
  return name === "bundled" ? 0 : 1;
}

async function candidateOf(
  { name, state, folder, dimensions, bytes }: EncoderDetails,
  samples: readonly (readonly string[])[],
): Promise<Candidate | undefined> {
  const isThere = state === "bundled" || state === "pulled";
  if (!isThere || folder === undefined || dimensions === undefined || bytes === undefined) return undefined;
  const tokenizer = await readFolderTokenizer(folder);
  if (samples.some((texts) => isUnfamiliar(tokenizer, texts))) return undefined;
  return { name, dimensions, bytes, vocabulary: tokenizer.vocabularySize };
}

/** Takes texts at even distances, and the beginning of each. */
function sampleOf(texts: readonly string[]): string[] {
  const step = Math.max(1, texts.length / maxTexts);
  const count = Math.min(texts.length, maxTexts);
  return Array.from({ length: count }, (_, i) => sliceWhole(texts[Math.floor(i * step)], maxCharacters));
}
