const longest = 60;

/** A piece of the user's input as it stands in a message: in quotes, on one line, not too long. */
export function quote(text: string): string {
  return JSON.stringify(text.length > longest ? `${text.slice(0, longest)}...` : text);
}
