import { takeRows } from "../math/matrix.ts";
import type { EmbedOptions, Encoder } from "./encoder.ts";

/**
 * Embeds texts once, for work that asks for them several times: a cache of bounded size forgets the first of very many
 * before they are asked for again.
 * @returns an encoder of these texts alone; it holds their vectors, and disposing of it leaves the one given open.
 * @throws what embedding throws
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
    ...(encoder.charactersRead && { charactersRead: (text: string) => encoder.charactersRead!(text) }),
    async embed(asked) {
      const rows = asked.map((text) => {
        const row = rowOfText.get(text);
        if (row === undefined) throw new RangeError("Asked for a text that was not embedded beforehand.");
        return row;
      });
      return takeRows(vectors, rows);
    },
    async dispose() {},
  };
}
