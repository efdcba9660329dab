/**
 * What is wrong with a model's data, told without where it lies. It never leaves this room: saving turns it into an
 * InputError, loading into a ModelFileError.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
