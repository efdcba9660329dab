import { NotTrainedError } from "../errors.ts";
import type { Classification, ClassifyOptions } from "../trained-model/classification.ts";
import type { TrainedModel } from "../trained-model/trained-model.ts";
import { checkWorkOptions } from "./check-arguments.ts";
import type { ClassifierParts } from "./classifier-parts.ts";
import type { WorkOptions } from "./options.ts";
import { checkClassifyOptions } from "./settings.ts";

/**
 * Classifies texts with the model of the last training, and opens its encoder if that is closed.
 * @throws NotTrainedError, InputError (options), CancelledError
 */
export async function classifyTexts(
  { work, slot }: ClassifierParts,
  trained: TrainedModel | undefined,
  texts: readonly string[],
  options: ClassifyOptions & WorkOptions,
): Promise<Classification[]> {
  checkWorkOptions(options);
  checkClassifyOptions(options);
  if (trained === undefined) {
    throw new NotTrainedError("This classifier is not trained yet; call train() or promptTrain() first.");
  }
  return work.run(async () => (await slot.openFor(trained)).classify(texts, options));
}
