import { LenientJsonReader, type LenientValue } from "./lenient-json-reader.ts";

/** Maximum number of failed attempts to read JSON in one text, so that the time stays linear. With fewer, JSON after many brackets is not found. */
const maxFailures = 20;

/** Returns whether a reply, or the content of the fence at its start, begins with JSON. */
export function beginsAsJson(text: string): boolean {
  return /^\s*(?:```[\w-]{0,20}\s*)?[{[]\s*(?:["'{[\]}“‘]|$)/.test(text);
}

/**
 * Finds the JSON values in a text, in their order. The JSON may be cut off: an incomplete string at the end is left out.
 * Accepts single and curly quotes, comments, missing and trailing commas, unquoted keys, and raw line feeds and quotes
 * inside strings. The time is linear in the text's length.
 */
export function findJson(text: string): LenientValue[] {
  const values: LenientValue[] = [];
  let failures = 0;
  let lastEnd = 0;
  for (let at = nextStart(text, 0); at >= 0 && failures < maxFailures; ) {
    const found = mayStart(text, at, lastEnd)
      ? (new LenientJsonReader(text, at, true).read() ?? new LenientJsonReader(text, at, false).read())
      : undefined;
    if (found === undefined) failures++;
    else {
      values.push(found.value);
      lastEnd = found.end;
    }
    at = nextStart(text, found?.end ?? at + 1);
  }
  return values;
}

function nextStart(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (text[at] === "{" || text[at] === "[") return at;
  return -1;
}

/** Returns whether JSON may begin here: at the beginning of a line, or after a sign that announces it. */
function mayStart(text: string, at: number, lastEnd: number): boolean {
  // The start of a long line is not needed.
  const before = text.slice(Math.max(lastEnd, at - 200), at);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return /(?:^|[:=>(|`,;]|\bprint|\breturn|^(?:\(?\d{1,4}[.):]|[-*•]))\s*$/.test(line.trimEnd());
}
