import { randomBytes } from "node:crypto";
import { terminalSafe } from "../files/terminal-text.ts";

export type Style = "bold" | "yellow";

/** How a terminal begins and ends a style (ECMA-48, SGR). */
const codes: Readonly<Record<Style, readonly [string, string]>> = {
  bold: ["\u001b[1m", "\u001b[22m"],
  yellow: ["\u001b[33m", "\u001b[39m"],
};

/** Stands for a style until the line is written. Random, so that no data can contain it. */
const mark = `<${randomBytes(9).toString("hex")}:`;

/**
 * Marks a text that a terminal shall show in a style. writeLine turns the marks into what the terminal obeys. Nothing
 * is marked if the output is piped, NO_COLOR is set, or the terminal is a dumb one.
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

/** Returns a line as a terminal shows it: data is made safe first, then the marks of styles become codes. */
export function terminalLine(line: string): string {
  let shown = terminalSafe(line);
  for (const [style, [begin, end]] of Object.entries(codes)) {
    shown = shown.replaceAll(`${mark}${style}>`, begin).replaceAll(`${mark}/${style}>`, end);
  }
  return shown;
}
