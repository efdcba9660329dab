import { type Encoder, optionalMethods } from "../encoder/encoder.ts";
import { type Clean, cleanText } from "../task/clean/clean-text.ts";

/** Returns an encoder that cleans each text before it embeds it. Its dispose() closes the given encoder. */
export function cleaningEncoder(encoder: Encoder, clean: Clean): Encoder {
  return {
    identity: encoder.identity,
    background: encoder.background,
    ...optionalMethods(encoder),
    embed: (texts, options) => encoder.embed(cleanTexts(texts, clean), options),
    dispose: () => encoder.dispose(),
  };
}

export function cleanTexts(texts: readonly string[], clean: Clean): string[] {
  return texts.map((text) => cleanText(text, clean));
}
