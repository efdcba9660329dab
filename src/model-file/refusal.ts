/**
 * Says why a model's data are invalid, without their path. It is used in this room only: saving turns it into an
 * InputError, loading into a ModelFileError.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** What to do about damaged files, at the end of a message about one. */
export const remedy = "Copy the model again from where it is complete, or train again.";
