import { terminalSafe } from "../../files/terminal-text.ts";

/** Characters that begin markup inside a line of Markdown, HTML and character references included. */
const markup = /[\\`*_{}[\]<>#|~!&$@^=]/g;
/** What renderers turn into a link by themselves. */
const links = /(:)(?=\/\/)|(?<=\bwww)(\.)|(?<=\bmailto)(:)/gi;
/** Number of characters of a text that are shown. A longer text is cut, so that a card stays readable. */
const maxCharacters = 1000;

/**
 * Returns any text as plain text for one cell or one line of Markdown: no markup, link, HTML, line break or control
 * character of it has an effect.
 */
export function inline(text: string): string {
  const characters = Array.from(text.replace(/\s+/g, " ").trim());
  const shown =
    characters.length > maxCharacters
      ? `${characters.slice(0, maxCharacters).join("")} ...`
      : characters.join("");
  return terminalSafe(shown).replace(markup, "\\$&").replace(links, "\\$&");
}

/** Returns a table. The cells must be Markdown already. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)];
}
