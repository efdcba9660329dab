import { takeRows } from "../math/matrix.ts";
import { type EmbedOptions, type Encoder, optionalMethods } from "./encoder.ts";

/**
 * Embeds texts once, for work that needs their vectors several times. A cache of bounded size would drop the first of very
 * many vectors before they are needed again.
 * @returns an encoder for these texts only, which holds their vectors. Its dispose() does not close the given encoder
 * @throws what embed() of the given encoder throws
 */
export async function embedBeforehand(
  encoder: Encoder,
  texts: readonly string[],
  options?: EmbedOptions,
): Promise<Encoder> {
  const distinct = [...new Set(texts)];
  const vectors = await encoder.embed(distinct, options);
  const rowOfText = new Map(distinct.map((text, i) => [text, i]));
  return {
    identity: encoder.identity,
    background: encoder.background,
    ...optionalMethods(encoder),
    async embed(wanted) {
      const rows = wanted.map((text) => {
        const row = rowOfText.get(text);
        if (row === undefined) throw new RangeError("This text was not embedded beforehand.");
        return row;
      });
      return takeRows(vectors, rows);
    },
    async dispose() {},
  };
}
