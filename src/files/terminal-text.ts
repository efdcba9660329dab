/**
 * What a terminal obeys instead of showing it, and what changes the order of the letters around it: control characters
 * (C0, DEL, C1), marks of direction, separators of lines, halves of characters, and tags that nobody sees.
 */
const obeyed =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb]|[\ud800-\udfff]|[\u{e0000}-\u{e007f}]/gu;

const names: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Returns a text that a terminal shows on one line and does not obey. Whatever it would obey is written as in JSON:
 * `\n`, `\u001b`. All other characters stay as they are.
 * @example terminalSafe("a\u001b[2Jb"); // "a\\u001b[2Jb"
 */
export function terminalSafe(text: string): string {
  return text.replace(obeyed, (found) => names[found] ?? escaped(found));
}

/**
 * Returns JSON that means the same and that a terminal does not obey.
 * @param json one or several JSON texts, one per line
 */
export function terminalSafeJson(json: string): string {
  // Outside its strings JSON has only these of all those characters.
  return json.replace(obeyed, (found) => (names[found] === undefined ? escaped(found) : found));
}

/** The same for text of several lines. */
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
