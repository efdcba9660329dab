import type { LabelOptions } from "../task/check-labels.ts";
import type { ClassDefinition, Example } from "../task/task.ts";
import { checkDefinitions } from "../task/task-schema.ts";
import { Classifier, type ClassifierOptions, type TrainingOptions } from "./classifier.ts";

export interface TrainOptions extends ClassifierOptions, TrainingOptions, LabelOptions {
  /** Class name -> prompt, or a list where some classes have no prompt or carry metadata. */
  readonly classes: Readonly<Record<string, string>> | readonly ClassDefinition[];
  /** Texts known to be of a class, generated or (unless they say otherwise) the user's own. */
  readonly examples?: readonly (Omit<Example, "origin"> & { readonly origin?: "generated" | "real" })[];
}

/**
 * Trains a classifier in one call.
 * @throws InputError what cannot be used, in one sentence; CancelledError
 */
export async function train({ classes, examples = [], ...options }: TrainOptions): Promise<Classifier> {
  const classifier = new Classifier(options);
  const definitions = isList(classes)
    ? classes
    : Object.entries(classes).map(([name, prompt]): ClassDefinition => ({ name, prompt }));
  checkDefinitions(definitions);
  for (const definition of definitions) classifier.defineClass(definition);
  classifier.addExamples(
    examples.map(({ origin = "real", ...example }) => ({ ...example, origin })),
    options,
  );
  await classifier.train(options);
  return classifier;
}

function isList(classes: TrainOptions["classes"]): classes is readonly ClassDefinition[] {
  return Array.isArray(classes);
}
