/** Width of text output. More columns wrap on a usual terminal. */
export const textWidth = 80;

/** Breaks a text into lines of at most `width` characters, between words. A longer word has a line of its own. */
export function wrapped(text: string, width = textWidth): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/**
 * Shortens the name of a class to at most `width` characters. Of a path in a hierarchy the end is kept, which tells classes
 * apart: "…> Phones > Smartphones".
 */
export function shortenedName(name: string, width: number): string {
  const letters = Array.from(name);
  if (letters.length <= width || !name.includes(" > ")) return shortened(name, width);
  return `…${letters.slice(1 - width).join("")}`;
}

/** Shortens a text to at most `width` characters; the end becomes an ellipsis. */
export function shortened(text: string, width: number): string {
  const letters = Array.from(text);
  return letters.length <= width ? text : `${letters.slice(0, width - 1).join("")}…`;
}
