/**
 * Says why a model's data are invalid, without their path. It is used in this room only: saving turns it into an
 * InputError, loading into a ModelFileError.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
