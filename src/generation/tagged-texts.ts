import { decodeEntities } from "./bare-text.ts";
import { isOtherName, rankOfName, textFieldOf } from "./text-field.ts";

/** Tags that can be a part of a text. */
const inlineTags = new Set([
  "b",
  "i",
  "em",
  "strong",
  "u",
  "code",
  "a",
  "span",
  "br",
  "sub",
  "sup",
  "small",
  "mark",
]);
/** Tags of lists and tables. In HTML, the texts are in them. */
const listTags = new Set(["li", "p", "td", "blockquote", "dd", "q", "div", "option"]);

interface Element {
  readonly name: string;
  readonly text: string;
}

/**
 * Returns the texts of a reply with one pair of tags per text: `<example>one</example>`, `<li>`, `<text>` in `<item>`.
 * Returns undefined if the reply is not in tags. Leaves out an incomplete element.
 * @param readAgain reads the content of a single pair of tags around a whole answer
 */
export function textsInTags(
  body: string,
  readAgain: (text: string) => string[] | undefined,
): string[] | undefined {
  // An error page of a server or proxy has no texts.
  if (/^(?:<!doctype html|<html\b)/i.test(body) && !/<(?:li|td)\b[\s\S]*<(?:li|td)\b/i.test(body)) return [];
  const leaves = leafElements(body);
  if (leaves.length === 0) return undefined;
  const counts = new Map<string, number>();
  for (const { name } of leaves) counts.set(name, (counts.get(name) ?? 0) + 1);
  const inTags = leaves.reduce((sum, { name, text }) => sum + text.length + 2 * name.length + 5, 0);
  const isWritten = /^<[^<>]{1,300}>[\s\S]*>$/.test(body) || inTags * 2 > body.replace(/\s+/g, "").length;
  const names = [...counts.keys()].filter((name) => isWritten || counts.get(name)! > 1);
  const chosen = names.find((name) => rankOfName(name) < Number.POSITIVE_INFINITY && !listTags.has(name))
    ? bestOf(names)
    : (names.find((name) => listTags.has(name)) ?? (isWritten ? bestOf(names) : undefined));
  if (chosen === undefined || isOtherName(chosen)) return undefined;
  if (chosen === "td") return textsInCells(body);
  const texts = leaves.filter(({ name }) => name === chosen).map(({ text }) => text);
  const isFrame = texts.length === 1 && texts[0].includes("\n");
  return isFrame ? (readAgain(texts[0]) ?? texts) : texts;
}

function bestOf(names: readonly string[]): string | undefined {
  return textFieldOf([Object.fromEntries(names.map((name) => [name, "text"]))]);
}

/** Returns the elements that contain no other element, in one pass. */
function leafElements(body: string): Element[] {
  const leaves: Element[] = [];
  let open: { readonly name: string; readonly from: number } | undefined;
  for (const tag of body.matchAll(/<(\/?)([A-Za-z][\w:.-]{0,40})(?:\s[^<>]{0,300})?(\/?)>/g)) {
    const name = tag[2].toLowerCase().replace(/[-_]?\d+$/, "");
    if (inlineTags.has(name) || tag[3] === "/") continue;
    if (tag[1] === "") open = { name, from: tag.index + tag[0].length };
    else {
      if (open?.name === name) leaves.push({ name, text: contentOf(body.slice(open.from, tag.index)) });
      open = undefined;
    }
  }
  return leaves;
}

/** Returns the readable text between two tags. */
function contentOf(inside: string): string {
  const text = inside.trim().replace(/^<!\[CDATA\[([\s\S]*)\]\]>$/, "$1");
  return decodeEntities(
    text.replace(/<br\s?\/?>/gi, " ").replace(/<\/?(?:b|i|em|strong|u|span)>/gi, ""),
  ).trim();
}

/** Returns the cells of the text column of an HTML table. */
function textsInCells(body: string): string[] | undefined {
  const rows = body.split(/<tr\b[^<>]{0,300}>/i).map((row) => leafElements(row));
  const header = rows.find((row) => row.some(({ name }) => name === "th"))?.map(({ text }) => text) ?? [];
  const records = rows
    .map((row) => row.filter(({ name }) => name === "td"))
    .filter((cells) => cells.length > 0)
    .map((cells) => Object.fromEntries(cells.map(({ text }, i) => [header[i] ?? `column ${i}`, text])));
  const field = textFieldOf(records);
  return field === undefined ? undefined : records.flatMap((record) => record[field] ?? []);
}
