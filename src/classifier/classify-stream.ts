import { batched } from "../async/batched.ts";
import { argumentError, InputError, isOptions, optionError } from "../errors.ts";
import { type OptionNames, requireOptions } from "../options/known-options.ts";
import type { Classification, ClassifyOptions } from "../trained-model/classification.ts";
import { classifyOptionNames } from "./option-names.ts";
import type { WorkOptions } from "./options.ts";

/** A text, or an object with the field `text`, for example a row of a file. */
export type StreamItem = string | { readonly text: string };

/** A classification together with the item that it is for. */
export interface StreamedClassification<Item extends StreamItem = StreamItem> extends Classification {
  readonly item: Item;
}

export interface StreamOptions extends ClassifyOptions, Pick<WorkOptions, "signal" | "onNotice"> {
  /** Maximum number of texts that are classified at a time. Default: 512. Larger: more memory, no more speed. */
  readonly batchSize?: number;
}

const streamOptionNames = {
  ...classifyOptionNames,
  batchSize: true,
} satisfies OptionNames<StreamOptions>;

/** Smaller: the encoder is used less well. Larger: more memory. */
const defaultBatchSize = 512;

/** A batch is full at this number of characters. Larger: answers to long texts come later. */
const batchCharacters = 500_000;

type Classify = (texts: readonly string[], options: StreamOptions) => Promise<Classification[]>;

/** Classifies items in batches; see Classifier.classifyStream. */
export async function* classifyItems<Item extends StreamItem>(
  items: Iterable<Item> | AsyncIterable<Item>,
  given: StreamOptions,
  classify: Classify,
): AsyncGenerator<StreamedClassification<Item>, void, undefined> {
  checkStream(items, given);
  const { batchSize = defaultBatchSize, ...options } = given;
  const weight = { of: (item: Item) => textOf(item).length, maximum: batchCharacters };
  for await (const batch of batched(items, batchSize, weight)) {
    const found = await classify(batch.map(textOf), options);
    // A copy would make the probabilities by name of every answer.
    for (const [i, classification] of found.entries())
      yield Object.assign(classification, { item: batch[i] });
  }
}

/** @throws InputError if an argument has the wrong type, for callers without a type checker */
function checkStream(items: unknown, options: StreamOptions): void {
  const isStream =
    typeof items === "object" &&
    items !== null &&
    (Symbol.asyncIterator in items || Symbol.iterator in items);
  if (!isStream) throw argumentError("items", "an iterable or async iterable of texts", items);
  requireOptions(options, streamOptionNames);
  const { batchSize } = options;
  if (batchSize !== undefined && !(Number.isSafeInteger(batchSize) && batchSize >= 1)) {
    throw optionError("batchSize", "a whole number, 1 or more", batchSize);
  }
}

function textOf(item: StreamItem): string {
  const text: unknown = isOptions(item) ? item.text : item;
  if (typeof text === "string") return text;
  throw new InputError(
    "An item of the stream has no text; give strings, or objects with a string in the field text.",
  );
}
