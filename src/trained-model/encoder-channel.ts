import { noneProbabilities } from "../calibration/none.ts";
import type { EmbedOptions, Encoder, EncoderIdentity } from "../encoder/encoder.ts";
import { compete } from "../head/competing-labels.ts";
import { scoreVectors } from "../head/linear-head.ts";
import { normalizeRows, project } from "../head/projection.ts";
import { raiseToSentences } from "../head/sentence-scores.ts";
import { type Matrix, rowRange } from "../math/matrix.ts";
import { multiplyRows } from "../onnx/product.ts";
import type { Channel } from "./channel.ts";
import type { Fit } from "./fit.ts";
import type { LabelSetFit } from "./label-sets/label-set-fit.ts";
import { sentencesOf } from "./label-sets/sentences.ts";

/**
 * Makes the channel of an encoder's vectors. It subtracts the center, whitens with the encoder's space statistics, scales
 * to unit length, then applies the linear head and the none model of the fit. If texts may have several labels, their
 * sentences are scored too.
 * @param encoder the encoder that the fit was made with
 */
export function encoderChannel(encoder: Encoder, fit: Fit): Channel {
  return {
    async score(texts, options) {
      if (fit.labelSets) return { logits: await labelSetLogits(encoder, fit, fit.labelSets, texts, options) };
      const { none } = fit;
      const projected = await projectTexts(encoder, fit, texts, options);
      return {
        logits: await scoreVectors(fit.head, projected, multiplyRows),
        ...(none && { none: await noneProbabilities(none, projected) }),
      };
    },
  };
}

async function labelSetLogits(
  encoder: Encoder,
  fit: Fit,
  { competition, sentenceDiscounts }: LabelSetFit,
  texts: readonly string[],
  options: EmbedOptions | undefined,
): Promise<Matrix> {
  const sentences = sentencesOf(sentenceDiscounts ? texts : []);
  const projected = await projectTexts(encoder, fit, [...texts, ...sentences.texts], options);
  const scores = await scoreVectors(fit.head, projected, multiplyRows);
  const logits = await compete(competition, scores, projected, multiplyRows);
  if (sentenceDiscounts === undefined) return logits;
  const ofSentences = rowRange(logits, texts.length, logits.rows);
  return raiseToSentences(
    rowRange(logits, 0, texts.length),
    ofSentences,
    sentences.starts,
    sentenceDiscounts,
  );
}

async function projectTexts(
  encoder: Encoder,
  { center }: Fit,
  texts: readonly string[],
  options: EmbedOptions | undefined,
): Promise<Matrix> {
  const vectors = await encoder.embed(texts, options);
  const projection = { center, whitener: encoder.background?.whitener };
  return normalizeRows(await project(vectors, projection, multiplyRows));
}

/** A text counts as long if more characters than this are not read. Larger: fewer texts are reported. */
const unreadCharacters = 1000;

/** Returns the approximate number of characters that an encoder reads of a text; undefined if (nearly) all of them. */
export function charactersReadOf(encoder: Encoder, text: string): number | undefined {
  if (text.length <= unreadCharacters || encoder.charactersRead === undefined) return undefined;
  const read = encoder.charactersRead(text);
  return text.length - read > unreadCharacters ? read : undefined;
}

/**
 * Returns a sentence about texts in a language that the encoder was not made for, and one that says what to do.
 * @param subject the texts: "The descriptions"
 */
export function unfamiliarLanguage(subject: string, { name }: EncoderIdentity): string {
  return (
    `${subject} seem to be in a language that the encoder ${name} does not know, so answers are less accurate. ` +
    "Download a multilingual encoder, for example with `pilesort encoders pull multilingual-e5-small`, and train with it."
  );
}
