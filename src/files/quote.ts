/** Maximum number of characters of the input in a message. Longer texts are cut. */
const longest = 60;

/** Returns a text of the user's input for a message: in quotes, on one line, cut after 60 characters. */
export function quote(text: string): string {
  return JSON.stringify(text.length > longest ? `${text.slice(0, longest)}...` : text);
}
