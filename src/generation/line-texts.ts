import { bareText } from "./bare-text.ts";
import { withoutSharedLabels } from "./shared-labels.ts";
import { textsInQuotedCells, textsInTable } from "./table-texts.ts";
import { isOtherName, rankOfName } from "./text-field.ts";

/** The parts of the first line of a list item. */
interface Item {
  readonly rest: string;
  readonly indent: number;
  /** The item's number or letter. */
  readonly count?: string;
}

type Kind = "labelled" | "numbered" | "lettered" | "counted" | "dashed";

const labels =
  "example|text|sample|utterance|message|sentence|query|question|review|item|variation|option|entry|ex|q";
const bold = "(?:\\*\\*|__)?";
const before = `^(\\s{0,12})(?:>\\s{0,3})?(?:#{1,6}\\s{0,3})?${bold}`;

/** The marks at the beginning of list items. The last group of each is the rest of the line. */
const marks: Readonly<Record<Kind, RegExp>> = {
  labelled: new RegExp(
    `${before}(?:${labels})\\s{0,2}#?(\\d{1,4}|[A-Z])${bold}(?:\\s{0,2}(?:[:.)]|[-–—](?=\\s))${bold}|\\s{0,3}$)\\s{0,5}(.*)$`,
    "i",
  ),
  numbered: new RegExp(
    `${before}[(\\[#]?(\\d{1,4})(?:\\\\?[.):\\]]\\)?|\\s[-–—](?=\\s)|️?⃣)${bold}:?(?!\\d)(?:\\s{1,5}|(?=[^\\s\\w.,:;)])|(?=\\p{L})|$)(.*)$`,
    "u",
  ),
  lettered: new RegExp(`${before}\\(?([a-z]|[ivx]{2,4})[.)]${bold}\\s{1,5}(.*)$`, "i"),
  counted: /^(\s{0,12})(\d{1,4})\s{1,5}(\S.*)$/,
  dashed: /^(\s{0,12})(\\item|[-*+•◦‣▪●○·–—→➤►✓✔✅>]|&bull;)\s{1,5}(.*)$/,
};

/**
 * Returns the texts of a reply in lines: a numbered, lettered, labelled or dashed list, a table, lines in quotes, or one
 * text per line. Leaves out lines that announce a list, close it or describe an item.
 */
export function textsInLines(body: string): string[] {
  const lines = withoutFences(body).split(/\r\n|[\n\r\u2028\u2029]/);
  const written = lines.filter((line) => line.trim() !== "");
  return (
    textsInQuotedCells(written) ??
    textsInStrings(written) ??
    textsInTable(written) ??
    textsInFieldLines(lines) ??
    textsInMarkedLines(written.length === 1 ? itemsOfOneLine(written[0]) : lines) ??
    textsInPlainLines(lines)
  );
}

/** Returns the text inside code fences if there are any. The text outside of them is only about it. */
function withoutFences(body: string): string {
  const parts = body.split(/^[ \t]{0,8}(?:```|~~~)[^\n`]{0,40}$/m);
  const inside = parts.filter((_, i) => i % 2 === 1).join("\n");
  return inside.trim() === "" ? parts.join("\n") : inside;
}

/** Reads lines that are JSON strings, or a JSON list without its brackets. */
function textsInStrings(written: readonly string[]): string[] | undefined {
  if (!/^\s*\(?\s*"/.test(written[0] ?? "")) return undefined;
  const lines = written.map((line) => line.trim().replace(/[,;]$/, ""));
  const list = lines.join(",").replace(/^\((.*)\)$/s, "$1");
  try {
    const texts: unknown[] = JSON.parse(`[${list}]`);
    return texts.every((text) => typeof text === "string") ? texts : undefined;
  } catch {
    return undefined;
  }
}

/** Splits a list whose items are all on one line: "1. one 2. two 3. three". */
function itemsOfOneLine(line: string): string[] {
  const places: number[] = [];
  for (const found of line.matchAll(/(?:^|\s)\(?(\d{1,3})[.)]\s/g)) {
    if (Number(found[1]) === places.length + 1) places.push(found.index);
  }
  return places.length > 2 && places[0] === 0
    ? places.map((from, i) => line.slice(from, places[i + 1]).trim())
    : [line];
}

const fieldLine =
  /^\s{0,12}(?:[-*•]\s{1,3})?(?:\*\*|__)?"?([\p{L}][\p{L}\d_ ]{0,24})"?(?:\*\*|__)?\s?[:=](?:\*\*|__)?(?:\s{1,5}|$)(.*)$/u;

/** Reads lines such as "Text: one" and "Label: refund", as in YAML. At least two lines must have a text. */
function textsInFieldLines(lines: readonly string[]): string[] | undefined {
  const fields = lines.map((line) => fieldLine.exec(line.slice(0, 4_000)));
  const isText = (name: string) => /^[\p{L}_]+$/u.test(name) && rankOfName(name) < 20;
  const names = new Set(fields.flatMap((field) => (field && isText(field[1]) ? field[1] : [])));
  const count = fields.filter((field) => field !== null && names.has(field[1])).length;
  const others = fields.filter((field) => field !== null && isOtherName(field[1])).length;
  const written = lines.filter((line) => line.trim() !== "").length;
  // If a line has only a name, the text is on the lines below it.
  const alone = fields.filter((field) => field !== null && names.has(field[1]) && field[2] === "").length;
  if (names.size !== 1 || count < 2 || (count + others + alone) * 2 <= written) return undefined;
  const texts: string[] = [];
  // A text may start on the line below its name, and may have several lines.
  let isOpen = false;
  for (const [i, field] of fields.entries()) {
    const line = lines[i].trim();
    if (field !== null && names.has(field[1])) {
      texts.push(blockMark.test(field[2]) ? "" : field[2].trim());
      isOpen = true;
    } else if (field !== null && isOtherName(field[1])) isOpen = false;
    else if (line === "") isOpen = isOpen && texts[texts.length - 1] === "";
    else if (isOpen) texts[texts.length - 1] = `${texts[texts.length - 1]} ${line}`.trim();
  }
  return texts.filter((text) => text !== "").map(bareText);
}

/** The mark at the start of a text of several lines in YAML. */
const blockMark = /^[|>][-+]?\s*$/;

/** Reads a list with marks. A line without a mark continues the item before it, or is talk around the items. */
function textsInMarkedLines(lines: readonly string[]): string[] | undefined {
  const kind = kindOf(lines);
  if (kind === undefined) return undefined;
  const texts: string[] = [];
  let isAfterGap = false;
  let isOpen = false;
  for (const [i, line] of lines.entries()) {
    const item = itemIn(line, kind);
    if (item !== undefined) {
      const isTitle = /^\*\*[^*]+\*\*$/.test(item.rest) && isTextBelow(lines[i + 1], kind);
      texts.push(isTitle || blockMark.test(item.rest) ? "" : item.rest);
      isOpen = texts[texts.length - 1].trim() === "";
      isAfterGap = false;
    } else if (isGap(line)) isAfterGap = true;
    else if (texts.length === 0 || describesItem(line)) continue;
    else if (isOpen || !isAfterGap || /^(?: {2,}|\t)\S/.test(line)) {
      texts[texts.length - 1] = `${texts[texts.length - 1]} ${line.trim().replace(/^>\s{0,3}/, "")}`.trim();
      isOpen = false;
      isAfterGap = false;
    }
  }
  return withoutSharedLabels(withoutTitles(texts.filter((text) => text.trim() !== ""))).map(bareText);
}

/** Tells whether a line continues the item above it. That item is then a bold title, and the line is its text. */
function isTextBelow(line: string | undefined, kind: Kind): boolean {
  return line !== undefined && !isGap(line) && itemIn(line, kind) === undefined && !describesItem(line);
}

/** Tells whether a line is empty, a heading, a ruler, or an announcement of the items that follow. */
function isGap(line: string): boolean {
  return (
    line.trim() === "" || /^\s*(?:#{1,6}\s|[-=*_]{3,}\s*$|\\(?:begin|end)\{)|:(?:\*\*|__)?\s*$/.test(line)
  );
}

function itemIn(line: string, kind: Kind): Item | undefined {
  const found = marks[kind].exec(line);
  if (found === null) return undefined;
  const rest = found[3] ?? "";
  const mark = line.slice(0, line.length - rest.length);
  // Bold text that starts in the mark and ends in the text.
  const isBoldOpen = (mark.split("**").length + mark.split("__").length) % 2 === 1;
  return { rest: isBoldOpen ? `**${rest}` : rest, indent: found[1].length, count: found[2] };
}

/** Returns the kind of mark that the items have. Dashes below numbers are descriptions, or items of numbered headings. */
function kindOf(lines: readonly string[]): Kind | undefined {
  const written = lines.filter((line) => line.trim() !== "");
  const itemsOf = (kind: Kind) => written.flatMap((line) => itemIn(line, kind) ?? []);
  const isAnnounced = written.length > 1 && /:\s*(?:\*\*)?$/.test(written[0]);
  const isEnough = (count: number) => count > 1 || (count === 1 && (written.length === 1 || isAnnounced));
  const dashed = itemsOf("dashed").filter(({ rest }) => !describesItem(rest));
  for (const kind of ["labelled", "numbered", "lettered"] as const) {
    const items = itemsOf(kind);
    if (!isEnough(items.length) || (kind === "lettered" && !areLetters(items))) continue;
    const headings = items.filter(({ rest }) => /:\s*(?:\*\*)?\s*$|^\*\*[^*]+\*\*$/.test(rest)).length;
    return headings * 2 > items.length && dashed.length >= items.length && dashed.length > 1
      ? "dashed"
      : kind;
  }
  if (isEnough(dashed.length)) return "dashed";
  const counted = itemsOf("counted");
  const isCounted = counted.length > 2 && counted.every(({ count }, i) => Number(count) === i + 1);
  return isCounted && counted.length === written.length ? "counted" : undefined;
}

/** Tells whether the marks are a, b, c or i, ii, iii. A single letter with a full stop may be an initial. */
function areLetters(items: readonly Item[]): boolean {
  const counts = items.map(({ count = "" }) => count.toLowerCase());
  const isAlphabet = counts.every((count, i) => count === String.fromCharCode(97 + (i % 26)));
  return (
    isAlphabet ||
    counts.every((count, i) => count === ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"][i])
  );
}

/** Tells whether a line describes an item: "Label: refund", "- Style: formal". */
function describesItem(line: string): boolean {
  const found = fieldLine.exec(line.slice(0, 4_000));
  return found !== null && isOtherName(found[1]);
}

const title = /^(?:\*\*|__)([^*_]{1,60}?)(?:(?:\*\*|__)\s?[:.–—-]|[:.](?:\*\*|__))\s{1,5}(?=\S)/;

/** Removes bold titles before the texts, if every item has one: "**Casual:** where is it". */
function withoutTitles(texts: string[]): string[] {
  const isTitled = texts.length > 1 && texts.every((text) => title.test(text));
  const bare = isTitled ? texts.map((text) => text.replace(title, "")) : texts;
  const names = bare.map((text) => fieldLine.exec(text.slice(0, 60))?.[1] ?? "");
  const isNamed = bare.length > 1 && names.every((name) => name === names[0] && rankOfName(name) < 20);
  return isNamed ? bare.map((text) => fieldLine.exec(text)?.[2] ?? text) : bare;
}

const opener =
  /^(?:\*\*)?(?:sure|certainly|of course|absolutely|okay|ok|great|here (?:is|are)|here['’]s|below (?:is|are)|the following)\b.{0,200}[:.!](?:\*\*)?$/i;
const announces =
  /\b(?:examples?|texts?|sentences?|messages?|list|variations|requested|classifier|class|here (?:is|are))\b/i;
const closer =
  /^(?:\*\*|\*|\()?(?:let me know|i hope|hope (?:this|these|that)|feel free|these (?:examples|texts|sentences|messages)|would you like|do you want|if you(?:['’]d| would| need| want)|please let me know|note|each (?:of these|example|text))\b.{0,400}$/i;
const closes =
  /\b(?:examples?|texts?|more|else|help|variations?|adjust|changes?|further|list|sentences|class(?:ifier)?)\b/i;

/** Reads one text per line. Skips a first line that announces the list, and a last line that closes it. */
function textsInPlainLines(lines: readonly string[]): string[] {
  const numbers = [...lines.keys()].filter(
    (i) => lines[i].trim() !== "" && !/^\s*(?:#{1,6}\s|[-=*_]{3,}\s*$)/.test(lines[i]),
  );
  const trimmed = (i: number) => lines[i].trim();
  const first = numbers[0];
  const last = numbers[numbers.length - 1];
  if (
    numbers.length > 1 &&
    (/:(?:\*\*)?$/.test(trimmed(first)) || (opener.test(trimmed(first)) && announces.test(trimmed(first))))
  )
    numbers.shift();
  const isClosed =
    numbers.length > 1 &&
    closer.test(trimmed(last)) &&
    closes.test(trimmed(last)) &&
    lines[last - 1].trim() === "";
  if (isClosed) numbers.pop();
  const texts = numbers
    .map((i) => trimmed(i).replace(/^>\s{1,3}/, ""))
    .filter((text) => !/^[[\](){},;]+$/.test(text));
  return withoutSharedLabels(texts).map(bareText);
}
