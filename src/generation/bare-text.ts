/** Opening quotes that models put around a text, each with its closing quotes. */
const quotePairs: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  "`": "`",
  "“": "”",
  "‘": "’",
  "«": "»",
  "„": "“”",
  "”": "”",
  "「": "」",
  "『": "』",
  "＂": "＂",
};

/** Returns the text of a list item: without emphasis, quotes and notes after the quotes. */
export function bareText(item: string): string {
  const plain = withoutEmphasis(item.trim());
  const unquoted = withoutQuotes(plain);
  return decodeEntities(withoutEmphasis(unquoted));
}

/** Removes quotes around a text, also if a comma or a note such as "(formal)" or "- a casual one" follows. */
function withoutQuotes(text: string): string {
  const closers = quotePairs[text[0]];
  if (closers === undefined || text.length < 2) return text;
  const end = Math.max(...[...closers].map((closer) => text.lastIndexOf(closer)));
  if (end <= 0) return text;
  const inside = text.slice(1, end);
  const note = text.slice(end + 1).trim();
  if (note !== "" && !/^(?:[,;.]|\(.*\)[.,]?|\[.*\]|(?:[-–—:→|]|->|=>).{1,300})$/.test(note)) return text;
  if (endsBefore(inside, closers, text[0])) return text;
  return text[0] === '"' ? unescapeQuoted(inside) : inside.replaceAll(`\\${text[0]}`, text[0]);
}

/** Returns whether a quote inside closes the first quote: then the text begins and ends with two separate quotes. */
function endsBefore(inside: string, closers: string, opener: string): boolean {
  for (let at = 1; at < inside.length; at++) {
    if (inside[at] === opener && !closers.includes(opener)) return false;
    if (!closers.includes(inside[at]) || inside[at - 1] === "\\") continue;
    return /\S/.test(inside[at - 1]) && (at + 1 === inside.length || /[\s,.;:!?)]/.test(inside[at + 1]));
  }
  return false;
}

/** Resolves escapes of JSON in a text between straight quotes. */
function unescapeQuoted(inside: string): string {
  if (!inside.includes("\\")) return inside;
  try {
    return JSON.parse(
      `"${inside.replace(/(\\["\\/bfnrtu])|"/g, (_, escaped: string | undefined) => escaped ?? '\\"')}"`,
    );
  } catch {
    return inside.replace(/\\(["'])/g, "$1");
  }
}

/** Removes emphasis around the whole text. */
function withoutEmphasis(text: string): string {
  const found = /^(\*\*\*|\*\*|__|\*|_)(?=\S)(.+)\1([.,;!?]?)$/s.exec(text);
  if (found === null || found[2].includes(found[1])) return text;
  return `${found[2].trimEnd()}${found[3]}`;
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  rsquo: "’",
  lsquo: "‘",
  rdquo: "”",
  ldquo: "“",
  hellip: "…",
  ndash: "–",
  mdash: "—",
  euro: "€",
  pound: "£",
  copy: "©",
};

/** Replaces HTML entities by their characters, except in texts about HTML. */
export function decodeEntities(text: string): string {
  if (!text.includes("&") || /\b(?:html|xml|entit(?:y|ies)|escap(?:e|ed|ing))\b/i.test(text)) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(entities, name) ? entities[name] : whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
