import { randomBytes } from "node:crypto";
import { terminalSafe } from "../files/terminal-text.ts";

export type Style = "bold" | "yellow";

/** Codes that begin and end a style on a terminal (ECMA-48, SGR). */
const codes: Readonly<Record<Style, readonly [string, string]>> = {
  bold: ["\u001b[1m", "\u001b[22m"],
  yellow: ["\u001b[33m", "\u001b[39m"],
};

/** Marks the begin and end of a style until the line is written. It is random, so that no data can contain it. */
const mark = `<${randomBytes(9).toString("hex")}:`;

/**
 * Marks a text for a style. writeLine replaces the marks by terminal codes. The text stays unmarked if the output is
 * piped, NO_COLOR is set, or TERM is "dumb".
 */
export function styled(
  style: Style,
  text: string,
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): string {
  if (!stream.isTTY || env.NO_COLOR || env.TERM === "dumb") return text;
  return `${mark}${style}>${text}${mark}/${style}>`;
}

/** Makes a line safe for a terminal, then replaces the marks of styles by terminal codes. */
export function terminalLine(line: string): string {
  let shown = terminalSafe(line);
  for (const [style, [begin, end]] of Object.entries(codes)) {
    shown = shown.replaceAll(`${mark}${style}>`, begin).replaceAll(`${mark}/${style}>`, end);
  }
  return shown;
}
