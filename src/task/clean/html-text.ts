import { Parser } from "htmlparser2";

/** Elements whose contents nobody reads. */
const hidden = new Set([
  "head",
  "script",
  "style",
  "template",
  "noscript",
  "svg",
  "object",
  "iframe",
  "select",
  "textarea",
]);

/** Elements that begin on a line of their own. Table cells do not, but a space is put between them. */
const blocks = new Set(
  (
    "address article aside blockquote body br caption center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr " +
    "html li main nav ol p pre section table tbody tfoot thead title tr ul"
  ).split(" "),
);
const cells = new Set(["td", "th"]);

/** Attributes `class` and `id` of the elements in which mail programs put the mail that is answered. */
const quoteNames =
  /(?:^|\s)(?:gmail_quote|gmail_attr|yahoo_quoted|protonmail_quote|tutanota_quote|moz-cite-prefix|divRplyFwdMsg|OLK_SRC_BODY_SECTION|appendonsend|mail-quote|zmail_extra)/;

/** Elements without an end. */
const empty = new Set([
  "area",
  "base",
  "br",
  "col",
  "embed",
  "hr",
  "img",
  "input",
  "link",
  "meta",
  "source",
  "track",
  "wbr",
]);

/** Element names of mails and pages, by which HTML is told from other text with "<" in it. */
const known =
  "html|head|body|div|p|span|table|tbody|tr|td|th|br|hr|meta|style|title|font|center|h[1-6]|ul|ol|li|a|b|i|u|em|strong|blockquote|img|pre";
const opening = new RegExp(`^\\s*(?:<!doctype\\s+html|<!--|<\\?xml|<(?:${known})(?:\\s[^<>]*)?/?>)`, "i");
const anyTag = new RegExp(`</?(?:${known})(?:\\s[^<>]{0,2000})?/?>`, "gi");
const closing = new RegExp(`</(?:${known})\\s*>|<br\\s*/?>`, "i");
/** Share of a text that tags take from which it is HTML, whatever it begins with. Smaller: a question about HTML becomes HTML. */
const shareOfTags = 0.3;

/**
 * Returns whether a text is HTML without doubt: it begins with a tag and has an end tag or a line break, or most of it is tags.
 * A sentence that mentions tags is not.
 */
export function isHtml(text: string): boolean {
  if (!text.includes("<") || !closing.test(text)) return false;
  if (opening.test(text)) return true;
  const tags = text.match(anyTag) ?? [];
  const characters = tags.reduce((sum, tag) => sum + tag.length, 0);
  return tags.length >= 4 && characters >= shareOfTags * text.length;
}

/** Number of elements inside each other that are read. Mails have less than 100. The parser's time per element grows with the depth. */
const maxDepth = 1000;
/** Ends the parsing of a text that is too deep. */
class TooDeepError extends Error {}

/**
 * Returns the text that a reader of HTML sees: without tags, style sheets, scripts and comments, with entities decoded. Blocks begin on a new line.
 * The time is linear in the length of the text. If more than 1,000 elements are inside each other, the tags are left out and all text is kept.
 * @param options.quotes whether quoted mails are left out: `blockquote`, and the elements in which mail programs put them
 */
export function htmlText(html: string, { quotes = false }: { readonly quotes?: boolean } = {}): string {
  try {
    return readableLines(visibleParts(html, quotes).join(""));
  } catch (error) {
    if (!(error instanceof TooDeepError)) throw error;
    return readableLines(html.replace(/<[^<>]{0,2000}>/g, " "));
  }
}

function visibleParts(html: string, quotes: boolean): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  /** Number of open elements inside a hidden one, itself included. */
  let hiddenDepth = 0;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (++depth > maxDepth) throw new TooDeepError();
      const isHidden = hidden.has(name) || (quotes && isQuote(name, attributes)) || isInvisible(attributes);
      if (hiddenDepth > 0 || isHidden) {
        if (!empty.has(name)) hiddenDepth++;
        return;
      }
      if (blocks.has(name)) parts.push("\n");
      else if (cells.has(name)) parts.push(" ");
    },
    ontext(text) {
      if (hiddenDepth === 0) parts.push(text.replace(/\s+/g, " "));
    },
    onclosetag(name) {
      depth--;
      if (hiddenDepth > 0) {
        if (!empty.has(name)) hiddenDepth--;
      } else if (blocks.has(name)) parts.push("\n");
    },
  });
  parser.end(html);
  return parts;
}

/** Removes blank lines, repeated blanks and characters without width. */
function readableLines(text: string): string {
  return text
    .split("\n")
    .map((line) =>
      line.replace(/[\s\u00ad\u200b-\u200d\ufeff]+/g, (run) => (/\s/.test(run) ? " " : "")).trim(),
    )
    .filter((line) => line !== "")
    .join("\n");
}

function isQuote(name: string, attributes: Readonly<Record<string, string>>): boolean {
  return name === "blockquote" || quoteNames.test(`${attributes.class ?? ""} ${attributes.id ?? ""}`);
}

/** Preview texts and tracking marks are hidden by their style. */
function isInvisible({ style, hidden: attribute }: Readonly<Record<string, string>>): boolean {
  return (
    attribute !== undefined ||
    (style !== undefined && /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style))
  );
}
