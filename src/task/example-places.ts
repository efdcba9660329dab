import { argumentError, type InputPlace, isOptions } from "../errors.ts";

/** Where examples were read. Kept beside them, so that an example holds nothing but what is saved. */
const places = new WeakMap<object, InputPlace>();

/** Keeps where an example was read, for messages, and returns the example. */
export function keepPlace<Example extends object>(example: Example, { source, line }: InputPlace): Example {
  places.set(example, { source, line });
  return example;
}

/**
 * Returns the file and line that an example was read from; undefined if it was not read from a file.
 * @throws InputError if it is not an object
 */
export function placeOfExample(example: object): InputPlace | undefined {
  if (!isOptions(example)) throw argumentError("example", "an object", example);
  return places.get(example);
}
