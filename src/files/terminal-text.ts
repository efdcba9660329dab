/**
 * Characters that a terminal executes instead of showing them, or that change the order of the letters around them: control
 * characters (C0, DEL, C1), direction marks, line separators, lone surrogates, and invisible tags.
 */
const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to find.
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb]|[\ud800-\udfff]|[\u{e0000}-\u{e007f}]/gu;

const names: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Returns a text that is safe to print on one line of a terminal. Characters that a terminal would execute are escaped as in
 * JSON: `\n`, `\u001b`. All other characters stay as they are.
 * @example terminalSafe("a\u001b[2Jb"); // "a\\u001b[2Jb"
 */
export function terminalSafe(text: string): string {
  return text.replace(unsafe, (found) => names[found] ?? escaped(found));
}

/**
 * Returns JSON with the same meaning that is safe to print in a terminal.
 * @param json one or several JSON texts, one per line
 */
export function terminalSafeJson(json: string): string {
  // Outside of strings, JSON contains only line breaks and tabs of these characters.
  return json.replace(unsafe, (found) => (names[found] === undefined ? escaped(found) : found));
}

/** Returns a text of several lines that is safe to print in a terminal. */
export function terminalSafeLines(text: string): string {
  return text.split("\n").map(terminalSafe).join("\n");
}

function escaped(character: string): string {
  let text = "";
  for (let i = 0; i < character.length; i++) {
    text += `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`;
  }
  return text;
}
