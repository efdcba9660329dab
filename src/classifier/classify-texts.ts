import type { Classification, ClassifyOptions } from "../trained-model/classification.ts";
import type { TrainedModel } from "../trained-model/trained-model.ts";
import { checkWorkOptions, requireTrained } from "./check-arguments.ts";
import type { ClassifierParts } from "./classifier-parts.ts";
import { classifyOptionNames } from "./option-names.ts";
import type { WorkOptions } from "./options.ts";
import { checkClassifyOptions } from "./settings.ts";

/**
 * Classifies texts with the model of the last training, and opens its encoder if that is closed.
 * @throws NotTrainedError, InputError (options), CancelledError
 */
export async function classifyTexts(
  parts: ClassifierParts,
  texts: readonly string[],
  options: ClassifyOptions & WorkOptions,
): Promise<Classification[]> {
  checkWorkOptions(options, classifyOptionNames);
  checkClassifyOptions(options);
  return withModel(parts, (model) => model.classify(texts, options));
}

/**
 * Uses the model of the last training, and opens its encoder if that is closed.
 * @throws NotTrainedError
 */
export async function withModel<T>(
  { work, slot, last }: ClassifierParts,
  use: (model: TrainedModel) => Promise<T>,
): Promise<T> {
  const trained = requireTrained(last.trained);
  return work.run(async () => use(await slot.openFor(trained)));
}
