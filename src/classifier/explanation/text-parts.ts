/** A part of a text: the same word at one or several places, or a phrase at one place. */
export interface TextPart {
  readonly part: string;
  readonly places: readonly Place[];
}

/** The first and the last place of a part, in UTF-16 units: [start, end). */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** A text of at most this number of words has pairs of words as phrases, a longer one sentences. */
const maxWordsForPairs = 40;
/** Maximum number of words of a phrase of a long text. Larger: fewer and coarser phrases. */
const maxPhraseWords = 12;

const segmenters = new Map<string, Intl.Segmenter>();

/**
 * Returns what finds words or sentences. The language changes little in where words end; a fixed one gives the same parts on
 * every machine. Made on the first use, because loading the languages takes 10 ms at every start.
 */
function segmenterOf(granularity: "word" | "sentence"): Intl.Segmenter {
  const segmenter = segmenters.get(granularity) ?? new Intl.Segmenter("en", { granularity });
  segmenters.set(granularity, segmenter);
  return segmenter;
}

const meaningful = /[\p{L}\p{N}\p{S}]/u;

/** Returns the places of the words of a text: letters, digits and symbols such as emoji, without punctuation. */
export function wordPlaces(text: string): Place[] {
  const places: Place[] = [];
  for (const { segment, index } of segmenterOf("word").segment(text)) {
    if (meaningful.test(segment)) places.push({ start: index, end: index + segment.length });
  }
  return places;
}

/** Groups places by their word, in the order of the first ones. Upper and lower case count as equal. */
export function distinctWords(text: string, places: readonly Place[]): TextPart[] {
  const found = new Map<string, { readonly part: string; readonly places: Place[] }>();
  for (const place of places) {
    const part = text.slice(place.start, place.end);
    const key = part.normalize("NFC").toLowerCase();
    const known = found.get(key);
    if (known === undefined) found.set(key, { part, places: [place] });
    else known.places.push(place);
  }
  return [...found.values()];
}

/**
 * Returns the phrases of a text: adjacent pairs of words if it is short; else its sentences, the longer ones cut.
 * @param most maximum number of phrases; neighbours are joined until there are no more
 */
export function phrases(text: string, words: readonly Place[], most: number): TextPart[] {
  if (words.length < 3 || most < 2) return [];
  const places =
    words.length <= maxWordsForPairs
      ? words
          .slice(0, -1)
          .map(({ start }, i) => ({ start, end: words[i + 1].end }))
          .slice(0, most)
      : joined(sentenceParts(text, words), most);
  return places.map((place) => ({ part: text.slice(place.start, place.end), places: [place] }));
}

function sentenceParts(text: string, words: readonly Place[]): Place[] {
  const parts: Place[] = [];
  let next = 0;
  for (const { segment, index } of segmenterOf("sentence").segment(text)) {
    const first = next;
    while (next < words.length && words[next].start < index + segment.length) next++;
    const count = next - first;
    const pieces = Math.ceil(count / maxPhraseWords);
    for (let piece = 0; piece < pieces; piece++) {
      const [from, to] = [piece, piece + 1].map((share) => first + Math.round((share * count) / pieces));
      parts.push({ start: words[from].start, end: words[to - 1].end });
    }
  }
  return parts;
}

function joined(places: readonly Place[], most: number): Place[] {
  if (places.length <= most) return [...places];
  return Array.from({ length: most }, (_, i) => {
    const [from, to] = [i, i + 1].map((share) => Math.round((share * places.length) / most));
    return { start: places[from].start, end: places[to - 1].end };
  });
}

/** Returns a text without some parts. Of the blanks on both sides of a removed part, one stays. */
export function withoutParts(text: string, parts: readonly TextPart[]): string {
  const places = parts.flatMap(({ places }) => places).sort((a, b) => a.start - b.start);
  let kept = "";
  let end = 0;
  for (const place of places) {
    if (place.start > end) kept += between(kept, text.slice(end, place.start));
    end = Math.max(end, place.end);
  }
  return (kept + between(kept, text.slice(end))).trim();
}

function between(before: string, after: string): string {
  return before === "" || /\s$/u.test(before) ? after.replace(/^\s/u, "") : after;
}
