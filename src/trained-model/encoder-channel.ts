import { noneProbabilities } from "../calibration/none.ts";
import type { Encoder, EncoderIdentity } from "../encoder/encoder.ts";
import { compete } from "../head/competing-labels.ts";
import { scoreVectors } from "../head/linear-head.ts";
import { normalizeRows, project } from "../head/projection.ts";
import { multiplyRows } from "../onnx/product.ts";
import type { Channel } from "./channel.ts";
import type { Fit } from "./fit.ts";

/**
 * Makes the channel of an encoder's vectors. It subtracts the center, whitens with the encoder's space statistics, scales
 * to unit length, then applies the linear head and the none model of the fit.
 * @param encoder the encoder that the fit was made with
 */
export function encoderChannel(encoder: Encoder, { center, head, none, labelSets }: Fit): Channel {
  const projection = { center, whitener: encoder.background?.whitener };
  return {
    async score(texts, options) {
      const vectors = await encoder.embed(texts, options);
      const projected = normalizeRows(await project(vectors, projection, multiplyRows));
      const logits = await scoreVectors(head, projected, multiplyRows);
      return {
        logits: labelSets ? await compete(labelSets.competition, logits, projected, multiplyRows) : logits,
        ...(none && { none: await noneProbabilities(none, projected) }),
      };
    },
  };
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
