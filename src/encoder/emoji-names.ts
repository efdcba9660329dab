import { createRequire } from "node:module";

/** Every emoji has at least one of these characters: signs of the first plane, or a half of one of the planes with emoji. */
const partOfEmoji = /[\u00a9\u00ae\u203c-\u3299\ud83c-\ud83f]/;

let emoji: RegExp | undefined;

/**
 * Returns the pattern of an emoji with its modifiers. Made on the first use, because that takes 30 ms. Not a literal, because
 * the compiler does not know the flag "v" for its target.
 */
function emojiPattern(): RegExp {
  const flags = "gv";
  emoji ??= new RegExp("\\p{RGI_Emoji}|\\p{Extended_Pictographic}", flags);
  return emoji;
}

/** Skin tones, variation selectors and joiners, without which an emoji still has its meaning. */
const modifiers = /[\u{1f3fb}-\u{1f3ff}\ufe0e\ufe0f\u200d]/gu;

/** Replaces the emoji that a tokenizer does not know. */
export type EmojiReplacer = (text: string) => string;

/**
 * Returns a function that replaces every emoji that a tokenizer does not know by its name (the short name of Unicode CLDR), with a space on
 * both sides: "great😍" becomes "great smiling face with heart-eyes". Without it, such an emoji takes the word beside it with it.
 * Texts without such emoji stay as they are.
 */
export function emojiReplacer(isKnown: (emoji: string) => boolean): EmojiReplacer {
  const replacements = new Map<string, string>();
  const replacementOf = (found: string): string => {
    let replacement = replacements.get(found);
    if (replacement === undefined) {
      const name = isKnown(found) ? undefined : nameOf(found);
      replacement = name === undefined ? found : ` ${name} `;
      replacements.set(found, replacement);
    }
    return replacement;
  };
  return (text) => (partOfEmoji.test(text) ? text.replace(emojiPattern(), replacementOf) : text);
}

function nameOf(found: string): string | undefined {
  const names = emojiNames();
  return names.get(found) ?? names.get(found.replace(modifiers, ""));
}

let loaded: ReadonlyMap<string, string> | undefined;

/** Reads the names on the first use. If the package with the names is missing, for example in a bundle, emoji stay as they are. */
function emojiNames(): ReadonlyMap<string, string> {
  loaded ??= readNames();
  return loaded;
}

function readNames(): ReadonlyMap<string, string> {
  try {
    const data: Record<string, { name: string }> = createRequire(import.meta.url)(
      "unicode-emoji-json/data-by-emoji.json",
    );
    const names = Object.entries(data).map(([key, { name }]) => [key, name] as const);
    // The whole sequence has precedence over a sequence that is equal without modifiers.
    return new Map([
      ...names.map(([key, name]) => [key.replace(modifiers, ""), name] as const).reverse(),
      ...names,
    ]);
  } catch {
    return new Map();
  }
}
