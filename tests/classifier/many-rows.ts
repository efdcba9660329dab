import { Classifier } from "../../src/classifier/classifier.ts";
import type { Encoder } from "../../src/encoder/encoder.ts";
import { createHashingEncoder } from "../../src/encoder/hashing-encoder.ts";

interface ManyRows {
  readonly dimensions?: number;
  /** Number of rows whose texts differ by punctuation only. Default: 1 */
  readonly copies?: number;
  readonly checkpoint?: string;
  readonly onNotice?: (message: string) => void;
  /** Called before every call of the encoder, with the number of texts that it has embedded. */
  readonly beforeCall?: (embedded: number) => Promise<void> | void;
}

/** Trains without words on this number of generated rows of two classes. */
export async function trainOnMany(
  rows: number,
  { dimensions = 16, copies = 1, beforeCall, ...options }: ManyRows = {},
): Promise<Classifier> {
  const classifier = new Classifier({
    encoder: observed(createHashingEncoder(dimensions), beforeCall),
    priors: "observed",
  });
  for (let i = 0; i < rows; i++) {
    const text = Math.floor(i / copies);
    classifier.addDataToClass(`class ${text % 2}`, textOf(text) + "!".repeat(i % copies));
  }
  await classifier.train({ tune: false, words: false, ...options });
  return classifier;
}

/** Returns a text of two words. The first belongs to the class in nine of ten texts. */
export function textOf(number: number): string {
  const word = number % 10 === 0 ? "either" : ["left", "right"][number % 2];
  return `${word} ${Math.imul(number + 1, 0x9e3779b1) >>> 0}x`.replace(
    /\d/gu,
    (digit) => "abcdefghij"[Number(digit)],
  );
}

function observed(encoder: Encoder, beforeCall: ManyRows["beforeCall"]): Encoder {
  let embedded = 0;
  return {
    ...encoder,
    identity: encoder.identity,
    async embed(texts, options) {
      await beforeCall?.(embedded);
      embedded += texts.length;
      return encoder.embed(texts, options);
    },
  };
}
