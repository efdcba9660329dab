import { isOptions, optionError, requireOptions } from "../errors.ts";
import { checkDefinitions } from "../task/check-classes.ts";
import { resolveParents } from "../task/hierarchy/resolve-parents.ts";
import type { LabelOptions } from "../task/labels/check-labels.ts";
import type { ClassDefinition, Example } from "../task/task.ts";
import { checkDefinition } from "./check-arguments.ts";
import { Classifier } from "./classifier.ts";
import type { ClassifierOptions, TrainingOptions } from "./options.ts";

export interface TrainOptions extends ClassifierOptions, TrainingOptions, LabelOptions {
  /** Class name -> description, or a list of classes. In a list, a class may have no description, or have metadata. */
  readonly classes: Readonly<Record<string, string>> | readonly ClassDefinition[];
  /** Texts with their labels. Default of `origin`: "real". */
  readonly examples?: readonly (Omit<Example, "origin"> & { readonly origin?: "generated" | "real" })[];
}

/**
 * Trains a classifier in one call.
 * @throws InputError if an option or an example is invalid, or the classes make no tree; CancelledError
 * @example const classifier = await train({ classes: { cat: "Cats purr and meow.", dog: "Dogs bark and fetch." } });
 */
export async function train(options: TrainOptions): Promise<Classifier> {
  requireOptions(options);
  const { classes, examples = [], ...rest } = options;
  if (typeof classes !== "object" || classes === null) {
    throw optionError("classes", "an object { name: prompt } or a list of classes", classes);
  }
  if (!Array.isArray(examples)) throw optionError("examples", "a list", examples);
  const classifier = new Classifier(rest);
  const definitions = isList(classes)
    ? classes
    : Object.entries(classes).map(([name, prompt]): ClassDefinition => ({ name, prompt }));
  for (const definition of definitions) checkDefinition(definition);
  for (const definition of checkDefinitions(resolveParents(definitions))) classifier.defineClass(definition);
  classifier.addExamples(
    examples.map((example) => (isOptions(example) ? { origin: "real", ...example } : example)),
    options,
  );
  try {
    await classifier.train(rest);
    return classifier;
  } catch (error) {
    await classifier.dispose();
    throw error;
  }
}

function isList(classes: TrainOptions["classes"]): classes is readonly ClassDefinition[] {
  return Array.isArray(classes);
}
