/**
 * What is wrong with a model's data, told without where it lies. It never leaves this room: saving turns it into an
 * InputError, loading into a ModelFileError.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** A name from the data as an error message shows it: quoted, escaped and cut. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text);
}
