/** More of a reply than this is not read: no honest answer is that long. */
const mostCharacters = 400_000;
/** More texts than this from one reply are a model that does not stop. */
const mostTexts = 500;

/** Keys under which models put a text where an object was not asked for. */
const textKeys = ["text", "example", "content", "sentence", "message"] as const;

/**
 * The texts in a model's reply, whatever form it chose: the JSON asked for, JSON in a fence or amid talk, JSON cut off
 * in the middle (the half text is left out), a numbered or dashed list, or a text a line.
 */
export function readTexts(reply: string): string[] {
  const body = withoutThinking(reply.slice(0, mostCharacters)).trim();
  const texts = readJson(body) ?? readBrokenJson(body) ?? readMarkedLines(body) ?? readPlainLines(body);
  return texts.slice(0, mostTexts);
}

/** Some local models think aloud first. */
function withoutThinking(reply: string): string {
  return reply.replace(/^\s*<think(?:ing)?>[\s\S]*?(?:<\/think(?:ing)?>|$)/i, "");
}

function readJson(body: string): string[] | undefined {
  for (const candidate of jsonCandidates(body)) {
    try {
      const texts = textsIn(JSON.parse(candidate));
      if (texts !== undefined) return texts;
    } catch {
      // Not JSON after all; the next candidate, or the next reader, may do.
    }
  }
  return undefined;
}

/** A reply that is nothing but JSON, whole or not. */
const beginsAsJson = /^[{[]\s*(?:["'{[\]}]|$)/;

/** The whole body, what stands in fences, and what stands between the outermost brackets. */
function jsonCandidates(body: string): string[] {
  const between = (open: string, close: string) => {
    const [start, end] = [body.indexOf(open), body.lastIndexOf(close)];
    return start >= 0 && end > start ? [body.slice(start, end + 1)] : [];
  };
  const fenced = beginsAsJson.test(body) ? [] : insideFences(body);
  return [body, ...fenced, ...between("{", "}"), ...between("[", "]")];
}

/** What stands between fences, and after one that is never closed. */
function insideFences(body: string): string[] {
  const parts = body.split("```");
  return parts.filter((_, i) => i % 2 === 1).map((inside) => inside.replace(/^[a-z]+\s/i, ""));
}

/** A list of strings or of objects with a text, at the top or one level down. */
function textsIn(value: unknown): string[] | undefined {
  if (Array.isArray(value)) {
    const texts = value.map(textOf).filter((text) => text !== undefined);
    return texts.length > 0 || value.length === 0 ? texts : undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const list = Object.values(value).find(Array.isArray);
  return list === undefined ? undefined : textsIn(list);
}

function textOf(item: unknown): string | undefined {
  if (typeof item === "string") return item;
  if (typeof item !== "object" || item === null) return undefined;
  const fields = new Map(Object.entries(item));
  return textKeys.map((key) => fields.get(key)).find((value) => typeof value === "string");
}

/**
 * Complete string literals of a list that never closes, or that breaks JSON's rules elsewhere: a half one is left out,
 * and single quotes are taken where the list begins with one. Nothing where there is no sign of JSON.
 */
function readBrokenJson(body: string): string[] | undefined {
  const [list, first] = /\[\s*([{"'])/.exec(body) ?? [];
  const texts = list === undefined ? [] : textsOfLiterals(body.slice(body.indexOf(list)), first);
  const isJson = [body, ...insideFences(body).slice(0, 1)].some((part) => beginsAsJson.test(part.trim()));
  return texts.length > 0 || isJson ? texts : undefined;
}

/** @param first what the list begins with: a quote, or the bracket of an object whose text is wanted */
function textsOfLiterals(list: string, first: string): string[] {
  const quotes = first === '"' ? '"' : `"'`;
  // An open literal runs to the end, so that no part of it is taken for another.
  const literal = new RegExp(`([${quotes}])((?:(?!\\1)[^\\\\]|\\\\[\\s\\S])*)(\\1?)\\s*([,:\\]}])?`, "g");
  const texts: string[] = [];
  let key: string | undefined;
  for (const [, , inside, close, next] of `${list}]`.matchAll(literal)) {
    const isWanted = first === "{" ? textKeys.some((each) => each === key) : key === undefined;
    if (close !== "" && next !== ":" && next !== undefined && isWanted) texts.push(unescaped(inside));
    key = next === ":" ? inside : undefined;
  }
  return texts;
}

/** What a literal stands for, also where it holds what JSON forbids: line feeds, tabs, other quotes. */
function unescaped(inside: string): string {
  const mended: Record<string, string> = { "\\'": "'", '"': '\\"', "\r": "\\r", "\n": "\\n", "\t": "\\t" };
  try {
    return JSON.parse(`"${inside.replace(/\\[\s\S]|["\r\n\t]/g, (part) => mended[part] ?? part)}"`);
  } catch {
    return inside;
  }
}

const marker = /^\s*(?:\*\*)?(?:\(?\d{1,3}[.):]\)?|[-*•–]|(?:example|text)\s*\d{1,3}\s*[:.)-])(?:\*\*)?\s+/i;

/** A list with numbers or dashes; lines without a mark go on with the text before them, those before the first are talk. */
function readMarkedLines(body: string): string[] | undefined {
  const lines = linesOf(body);
  const marked = lines.filter((line) => marker.test(line)).length;
  if (marked < 2 && !(marked === 1 && lines.length === 1)) return undefined;
  const texts: string[] = [];
  let isAfterGap = false;
  for (const line of body.split(/\r?\n/)) {
    if (line.trim() === "" || /^\s*```/.test(line)) isAfterGap = true;
    else if (marker.test(line)) {
      texts.push(line.replace(marker, ""));
      isAfterGap = false;
    } else if (texts.length > 0 && !isAfterGap) texts[texts.length - 1] += ` ${line.trim()}`;
  }
  return texts.map(withoutQuotes);
}

function readPlainLines(body: string): string[] {
  const lines = linesOf(body);
  const isTalk = lines.length > 1 && /:\s*$/.test(lines[0]);
  return (isTalk ? lines.slice(1) : lines).map(withoutQuotes);
}

function linesOf(body: string): string[] {
  return body.split(/\r?\n/).filter((line) => line.trim() !== "" && !/^\s*```/.test(line));
}

function withoutQuotes(line: string): string {
  const bare = line.trim().replace(/,$/, "");
  const quoted = /^(?:\*\*)?["“'](.*)["”'](?:\*\*)?$/.exec(bare);
  return quoted === null ? line.trim() : quoted[1];
}
