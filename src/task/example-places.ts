import { argumentError, type InputPlace, isOptions } from "../errors.ts";

/** File and line of each example. They are kept apart, so that an example holds only what is saved. */
const places = new WeakMap<object, InputPlace>();

/** Records the file and line of an example, for messages, and returns the example. */
export function keepPlace<Example extends object>(example: Example, { source, line }: InputPlace): Example {
  places.set(example, { source, line });
  return example;
}

/**
 * Returns the file and line from which an example was read.
 * @returns undefined if it was not read by a function of this library
 * @throws InputError if it is not an object
 * @example
 * const [first] = await readExamples("mails.csv");
 * placeOfExample(first); // { source: "mails.csv", line: 2 }
 */
export function placeOfExample(example: object): InputPlace | undefined {
  if (!isOptions(example)) throw argumentError("example", "an object", example);
  return places.get(example);
}
